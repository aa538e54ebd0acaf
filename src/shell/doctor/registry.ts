/** All probes, in the order of the table. A probe is one constant and one line here. */
import type { Probe } from './probe.ts'
import { events, permissions, webhooks, workflowsPermission } from './probes/app.ts'
import { activity, checkRuns, push, statuses, workflows } from './probes/branch.ts'
import { dependencies, edits, issues, pinning, reactions, subIssues } from './probes/issue.ts'
import { drafts, mergeMethods, stacks } from './probes/pulls.ts'
import { baseRules, packetBranches, requiredByRules } from './probes/rules.ts'
import { clock, gitAccess, limits, server } from './probes/server.ts'

export const PROBES: readonly Probe[] = [
  server,
  clock,
  limits,
  permissions,
  workflowsPermission,
  events,
  webhooks,
  gitAccess,
  baseRules,
  mergeMethods,
  requiredByRules,
  packetBranches,
  drafts,
  stacks,
  push,
  activity,
  workflows,
  checkRuns,
  statuses,
  issues,
  reactions,
  edits,
  pinning,
  subIssues,
  dependencies,
]
