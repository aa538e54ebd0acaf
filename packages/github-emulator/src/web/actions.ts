/** Handles every POST of the web page. */
import type { Context, Hono } from 'hono'
import type { Done, RepoName } from './acts.ts'
import { newIssue } from './new-issue.ts'
import { guarded, postedBy, rememberRole } from './posted.ts'
import { conversation, type PageSetup, viewOf, withRepo } from './request.ts'
import type { PageEnv } from './security.ts'
import { issueBody } from './templates.ts'
import { setBox } from './text/boxes.ts'
import { fingerprint } from './text/fingerprint.ts'
import { repoName, type View } from './view.ts'
import { newIssuePage } from './views/new.ts'
import { tokensPage } from './views/tokens.ts'
import { commentsOf, issueOf, labelsOf, pullOf } from './world.ts'

type Ctx = Context<PageEnv>

/** One posted form, after the checks: who does it, where, and the fields. */
interface Deed {
  c: Ctx
  setup: PageSetup
  view: View
  as: string
  repo: RepoName
  number: number
  field(name: string): string
  all(name: string): string[]
}

export function actionRoutes(app: Hono<PageEnv>, setup: PageSetup): void {
  const base = '/:owner/:repo'
  const post = (path: string, run: (deed: Deed) => Promise<Response>) =>
    app.post(path, (c) =>
      guarded(c, setup, () => withRepo(c, setup, async (view) => run(await deedOf(c, setup, view)))),
    )
  app.post('/role', (c) => guarded(c, setup, () => switchRole(c, setup)))
  app.post('/tokens', (c) => guarded(c, setup, () => showTokens(c, setup)))
  post(`${base}/issues`, createIssue)
  post(`${base}/issues/:number{[0-9]+}/comments`, comment)
  post(`${base}/issues/:number{[0-9]+}/edit`, edit)
  post(`${base}/issues/:number{[0-9]+}/tick`, tick)
  post(`${base}/issues/:number{[0-9]+}/labels`, changeLabel)
  post(`${base}/pull/:number{[0-9]+}/act`, actOnPull)
  post(`${base}/runs/:number{[0-9]+}/rerun`, rerunCheck)
}

async function deedOf(c: Ctx, setup: PageSetup, view: View): Promise<Deed> {
  const { as, field, all } = await postedBy(c, setup)
  return { c, setup, view, as: as.role, repo: repoName(view), number: Number(c.req.param('number') ?? 0), field, all }
}

/** `number` is the check run's. */
async function rerunCheck({ c, setup, view, as, repo, number, field }: Deed): Promise<Response> {
  const done = await setup.act.rerunCheck(as, repo, number)
  if (!done.ok) return c.text(refusal(as, done), 403)
  return c.redirect(localPath(field('back')) ?? view.base, 303)
}

const localPath = (text: unknown): string | null =>
  typeof text === 'string' && /^\/(?![/\\])/.test(text) ? text : null

async function switchRole(c: Ctx, setup: PageSetup): Promise<Response> {
  const { role, back } = await c.req.parseBody()
  const known = setup.roles.find((choice) => choice.role === role)
  if (known) rememberRole(c, known.role)
  return c.redirect(localPath(back) ?? '/', 303)
}

/** The tokens lie in the world; a role's newest one is shown. */
async function showTokens(c: Ctx, setup: PageSetup): Promise<Response> {
  const { world } = setup.forge
  const newest = (userId: number) =>
    world.tokens.findLast((one) => one.userId === userId && one.installationId === null)
  const tokens = new Map(setup.roles.map(({ role, user }) => [role, newest(user.id)?.token ?? 'no token']))
  return c.html(tokensPage(viewOf(c, setup), tokens), 200, { 'cache-control': 'no-store' })
}

async function createIssue(deed: Deed): Promise<Response> {
  const { c, setup, view, as, repo, field, all } = deed
  const template = await newIssue(setup, view.repo, field('template') || 'blank')
  const body = template?.form ? issueBody(template.form, all) : field('body')
  // As on GitHub: a label that does not exist is silently not applied.
  const labels = (template?.form?.labels ?? []).filter((name) => view.repo.labels.some((one) => one.name === name))
  const done = await setup.act.createIssue(as, repo, { title: field('title').trim(), body, labels })
  if (done.ok) return c.redirect(`${view.base}/issues/${done.number ?? ''}`, 303)
  const notice = { message: refusal(as, done), typed: body }
  const again = template ?? { template: 'blank', form: null, heading: 'New issue', title: '', hint: '', body: '' }
  return c.html(newIssuePage(viewOf(c, setup, notice, as), { ...again, title: field('title') }), 422)
}

async function comment(deed: Deed): Promise<Response> {
  const { setup, as, repo, number, field } = deed
  const [body, next] = [field('body'), field('next')]
  if (body.trim() !== '') {
    const done = await setup.act.comment(as, repo, number, body)
    if (!done.ok) return again(deed, refusal(as, done), body)
    if (next === 'comment') return back(deed, done.id === undefined ? '' : `#issuecomment-${done.id}`)
  }
  const done = await changeState(deed, next)
  return done === null ? again(deed, 'Write a comment first.', '') : after(deed, done)
}

async function changeState({ setup: { act }, as, repo, number }: Deed, next: string): Promise<Done | null> {
  if (next === 'close') return act.closeIssue(as, repo, number, 'completed')
  if (next === 'not-planned') return act.closeIssue(as, repo, number, 'not_planned')
  return next === 'reopen' ? act.reopenIssue(as, repo, number) : null
}

async function edit(deed: Deed): Promise<Response> {
  const { setup, view, as, repo, number, field } = deed
  const now = fingerprint(issueOf(view.repo, number)?.body ?? null)
  if (field('seen') !== now)
    return again(deed, 'Somebody else changed the text. Reload the page and edit it again.', field('body'))
  const done = await setup.act.editIssue(as, repo, number, { title: field('title').trim(), body: field('body') })
  return after(deed, done, field('body'))
}

/** Ticks a box. As on GitHub, this edits the whole text, starting from the newest one. */
async function tick(deed: Deed): Promise<Response> {
  const { setup, view, as, repo, number, field } = deed
  const target = field('target')
  const said = commentsOf(view.repo, number).find((one) => String(one.id) === target)
  const text = target === 'body' ? issueOf(view.repo, number)?.body : said?.body
  const changed = setBox(text ?? '', field('box'), field('checked') === 'true')
  if (changed === null) return again(deed, 'The text has changed and no longer has this box. Reload the page.', '')
  const done = said
    ? await setup.act.editComment(as, repo, said.id, changed)
    : await setup.act.editIssue(as, repo, number, { body: changed })
  return after(deed, done)
}

async function changeLabel(deed: Deed): Promise<Response> {
  const { setup, view, as, repo, number, field } = deed
  const issue = issueOf(view.repo, number)
  const name = field('label')
  const isOn = issue !== undefined && labelsOf(view.repo, issue).some((label) => label.name === name)
  return after(deed, await (isOn ? setup.act.removeLabel : setup.act.addLabel)(as, repo, number, name))
}

async function actOnPull(deed: Deed): Promise<Response> {
  const { setup, as, repo, number, field } = deed
  const { act } = setup
  const review = (event: 'APPROVE' | 'REQUEST_CHANGES') =>
    act.submitReview(as, repo, number, { event, body: field('body'), commitId: field('head') })
  const deeds: Record<string, () => Promise<Done>> = {
    approve: () => review('APPROVE'),
    'request-changes': () => review('REQUEST_CHANGES'),
    ready: () => act.markReady(as, repo, number),
    draft: () => act.convertToDraft(as, repo, number),
    merge: () => act.mergePull(as, repo, number, field('head')),
  }
  const chosen = Object.hasOwn(deeds, field('act')) ? deeds[field('act')] : undefined
  return chosen ? after(deed, await chosen(), field('body')) : deed.c.notFound()
}

const refusal = (as: string, done: Extract<Done, { ok: false }>): string =>
  `Not done: acting as ${as}, the emulator answered ${done.status}: ${done.message}.`.replace(/\.\.$/, '.')

const after = (deed: Deed, done: Done, typed = ''): Response | Promise<Response> =>
  done.ok ? back(deed) : again(deed, refusal(deed.as, done), typed)

const back = ({ c, view, number }: Deed, anchor = ''): Response =>
  c.redirect(`${view.base}/${pullOf(view.repo, number) ? 'pull' : 'issues'}/${number}${anchor}`, 303)

/** The same page once more, with what went wrong and what was typed. */
async function again({ c, setup, as, number }: Deed, message: string, typed: string): Promise<Response> {
  const found = await conversation(viewOf(c, setup, { message, typed }, as), number)
  return found === null ? c.notFound() : c.html(found.html, 422)
}
