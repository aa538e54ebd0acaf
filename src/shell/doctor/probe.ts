/** One question about the server or the repository that no document answers. */
import type { Finding } from './finding.ts'
import type { Visit } from './visit.ts'

export interface Probe {
  /** Its name in `--json`. */
  name: string
  title: string
  /** Whether it changes the scratch branch or the scratch issue. Without consent it is not asked. */
  scratch?: true
  /** Asks GitHub. An error that it throws becomes "cannot be told", with GitHub's message. */
  ask(visit: Visit): Promise<Finding>
}
