/** Pieces that every page is made of. */
import type { Issue, Label, User } from '../../domain/model.ts'
import { ago, inkOn, iso, safeColor } from '../format.ts'
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { labelsOf, loginOf, type PullState, userOf, type Verdict } from '../world.ts'
import { type IconName, icon } from './icons.ts'

export function label(view: View, one: Label): Html {
  const color = safeColor(one.color)
  const href = `${view.base}/issues?label=${encodeURIComponent(one.name)}`
  return html`<a class="IssueLabel ink-${inkOn(color)} label-${color}" href="${href}" title="${one.description}">${one.name}</a>`
}

/** All labels of an issue, but for those that go without saying where it is shown. */
export function labels(view: View, issue: Issue, without = ''): Html {
  const shown = labelsOf(view.repo, issue).filter((one) => one.name !== without)
  return html`<span class="labels">${shown.map((one) => label(view, one))}</span>`
}

export function time(view: View, at: number): Html {
  return html`<time datetime="${iso(at)}" title="${iso(at)}">${ago(view.now, at)}</time>`
}

export function avatar(user: User | undefined, size: 20 | 32): Html {
  const shape = user?.type === 'Bot' ? 'avatar-bot' : 'avatar-person'
  const src = `/assets/avatar/${user?.id ?? 0}.svg`
  return html`<img class="avatar ${shape}" src="${src}" width="${size}" height="${size}" alt="">`
}

/** A login with what kind of account it is: a bot, or the role it plays in this emulator. */
export function author(view: View, id: number | null): Html {
  const user = userOf(view.world, id)
  return html`<strong class="author">${loginOf(view.world, id)}</strong>${badge(view, user)}`
}

function badge(view: View, user: User | undefined): Html | '' {
  if (user?.type === 'Bot') return html` <span class="badge">bot</span>`
  const role = view.roles.find((choice) => choice.user.id === user?.id)
  return role && role.role !== user?.login ? html` <span class="badge">${role.role}</span>` : ''
}

const marks: Record<Verdict, { icon: IconName; color: string; words: string }> = {
  success: { icon: 'check', color: 'color-fg-success', words: 'Checks passed' },
  failure: { icon: 'cross', color: 'color-fg-danger', words: 'A check failed' },
  pending: { icon: 'dot', color: 'color-fg-attention', words: 'Checks are running' },
  neutral: { icon: 'dash', color: 'color-fg-muted', words: 'Neutral' },
}

export function checkMark(verdict: Verdict | null): Html | '' {
  if (verdict === null) return ''
  const mark = marks[verdict]
  return html`<span class="mark ${mark.color}" role="img" aria-label="${mark.words}" title="${mark.words}">${icon(mark.icon)}</span>`
}

export function issueBadge(issue: Issue): Html {
  if (issue.state === 'open') return html`<span class="State State-open">${icon('issue')} Open</span>`
  const done = issue.stateReason === 'not_planned' || issue.stateReason === 'duplicate' ? 'State-draft' : 'State-done'
  return html`<span class="State ${done}">${icon('issue-closed')} Closed</span>`
}

const pullWords: Record<PullState, [IconName, string]> = {
  draft: ['draft', 'Draft'],
  open: ['pull', 'Open'],
  merged: ['merge', 'Merged'],
  closed: ['pull-closed', 'Closed'],
}

export function pullBadge(state: PullState): Html {
  const [name, words] = pullWords[state]
  return html`<span class="State State-${state}">${icon(name)} ${words}</span>`
}

export function pullIcon(state: PullState): Html {
  const [name, words] = pullWords[state]
  return html`<span class="ink-${state}" role="img" aria-label="${words}" title="${words}">${icon(name)}</span>`
}

export function issueIcon(issue: Issue): Html {
  const open = issue.state === 'open'
  const words = open ? 'Open' : 'Closed'
  const ink = open ? 'ink-open' : 'ink-done'
  return html`<span class="${ink}" role="img" aria-label="${words}" title="${words}">${icon(open ? 'issue' : 'issue-closed')}</span>`
}

export const csrfField = (view: View): Html => html`<input type="hidden" name="csrf" value="${view.csrf}">`

/** Who the form acts as; the choice is remembered. */
export function rolePicker(view: View, id: string): Html {
  const options = view.roles.map(({ role, user }) => {
    const words = role === user.login ? role : `${role} (${user.login})`
    return html`<option value="${role}" ${role === view.role.role ? 'selected' : ''}>${words}</option>`
  })
  return html`<label class="role-picker" for="${id}"><span>as</span>
    <select class="form-select select-sm" id="${id}" name="role" data-role autocomplete="off">${options}</select></label>`
}

export const roleField = (view: View): Html =>
  html`<input type="hidden" name="role" value="${view.role.role}" data-role-field>`

export const blank = (words: string): Html => html`<p class="blank color-fg-muted">${words}</p>`

/** What an App may do. */
export const rightsList = (held: Record<string, string>): Html =>
  html`<ul>${Object.entries(held).map(([name, level]) => html`<li><code>${name}: ${level}</code></li>`)}</ul>`
