/** Executes actions on check runs: one run for each name and head, with its annotations in portions of 50. */
import type { CheckAction } from '../../../core/actions.ts'
import type { Annotation } from '../../../core/checks/findings.ts'
import { type CheckRunNode, checkOf, noteChecked, readChecks, withChecks } from '../read/checks.ts'
import { type ActionContext, done, type Handler } from './context.ts'

/** GitHub: accepts 50 annotations in a request and adds them to the existing ones. */
const portion = 50
/** Pages of annotations, in case the list never ends. */
const mostPages = 100
/** GitHub's limit for a summary. */
const longestSummary = 65_535

export const check: Handler<'check'> = async (actionContext, action) => {
  const id = action.id ?? (await findRun(actionContext, action))
  const left = id === null ? action.annotations : await missingFrom(actionContext, id, action.annotations)
  const [first = [], ...more] = portionsOf(left)
  let run = id === null ? await create(actionContext, action, first) : await update(actionContext, action, id, first)
  for (const each of more) run = await update(actionContext, action, Number(run.id), each)
  const fresh = { ...checkOf(run), status: action.status, conclusion: action.conclusion }
  actionContext.mirror.checks = withChecks(actionContext.mirror.checks, [fresh])
  const suite = actionContext.context.suites.get(action.head)
  if (suite) suite.answered = true
  return done
}

/**
 * Returns the id of an existing run. GitHub is asked, because the answer to an earlier creation may be lost, unless the
 * mirror is known to have all runs of this head.
 */
async function findRun(actionContext: ActionContext, { name, head }: CheckAction): Promise<number | null> {
  const { context, mirror } = actionContext
  if (!context.checked.has(head)) {
    mirror.checks = withChecks(mirror.checks, await readChecks(context, head))
    noteChecked(context, [head])
  }
  return mirror.checks.findLast((run) => run.name === name && run.headSha === head)?.id ?? null
}

async function create(
  { octokit, at, context }: ActionContext,
  action: CheckAction,
  annotations: Annotation[],
): Promise<CheckRunNode> {
  const request = { ...at, ...contentOf(action, annotations), name: action.name, head_sha: action.head }
  try {
    const { data } = await octokit.rest.checks.create(request)
    return data
  } catch (error) {
    context.checked.delete(action.head)
    throw error
  }
}

async function update(
  { octokit, at }: ActionContext,
  action: CheckAction,
  id: number,
  annotations: Annotation[],
): Promise<CheckRunNode> {
  const request = { ...at, ...contentOf(action, annotations), check_run_id: id }
  const { data } = await octokit.rest.checks.update(request)
  return data
}

/** GitHub: a conclusion completes a run, so it is omitted before that. */
function contentOf(action: CheckAction, annotations: Annotation[]) {
  const { title, summary, status, conclusion } = action
  return {
    status,
    ...(status === 'completed' && conclusion !== null ? { conclusion } : {}),
    external_id: action.externalId,
    output: { title, summary: summary.slice(0, longestSummary), annotations: annotations.map(annotationOf) },
  }
}

function annotationOf({ path, line, level, message }: Annotation) {
  return { path, start_line: line, end_line: line, annotation_level: level, message }
}

/** Returns the annotations that the run lacks. GitHub: annotations cannot be deleted, and a repeated one appears twice. */
async function missingFrom({ octokit, at }: ActionContext, id: number, wanted: Annotation[]): Promise<Annotation[]> {
  if (wanted.length === 0) return wanted
  const existing = new Set<string>()
  for (let page = 1; page <= mostPages; page += 1) {
    const { data } = await octokit.rest.checks.listAnnotations({ ...at, check_run_id: id, per_page: 100, page })
    for (const each of data) existing.add(JSON.stringify([each.path, each.start_line, each.message]))
    if (data.length < 100) break
  }
  return wanted.filter((each) => !existing.has(JSON.stringify([each.path, each.line, each.message])))
}

function portionsOf(annotations: Annotation[]): Annotation[][] {
  const count = Math.ceil(annotations.length / portion)
  return Array.from({ length: count }, (_, n) => annotations.slice(n * portion, (n + 1) * portion))
}
