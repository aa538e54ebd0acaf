/** What a check comes to, before it is a check run. */
import type { CheckConclusion } from '../snapshot/snapshot.ts'
import type { Annotation, CheckName } from './findings.ts'

export interface CheckResult {
  name: CheckName
  conclusion: CheckConclusion
  title: string
  summary: string
  annotations: Annotation[]
}
