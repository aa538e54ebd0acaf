/** Which GitHub answers, as it says itself. */
import { lackedByVersion } from '../../core/features/registry.ts'
import { lackLog } from '../../core/render/features.ts'
import type { Log } from '../log.ts'

export interface Server {
  /** Takes the headers of an answer that has just arrived. */
  seen(headers: Record<string, string | number | undefined>): void
  /** Version of GitHub Enterprise Server, such as `3.17.2`; '' for other servers. */
  version(): string
}

/** GitHub: every answer of an Enterprise Server has its version. What it lacks is logged once. */
export function createServer(log: Log): Server {
  let known = ''
  return {
    seen(headers) {
      const version = String(headers['x-github-enterprise-version'] ?? '').slice(0, 40)
      if (version === '' || version === known) return
      known = version
      for (const feature of lackedByVersion(version)) log.info({ version }, lackLog(feature.name))
    },
    version: () => known,
  }
}
