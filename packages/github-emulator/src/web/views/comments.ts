/** One text with its author: the body of an issue, a comment, a review. */
import type { Reaction, Revision } from '../../domain/model.ts'
import { type Html, html } from '../html.ts'
import { markdown } from '../text/markdown.ts'
import { linkTargets, type View } from '../view.ts'
import { loginOf, userOf } from '../world.ts'
import { author, avatar, csrfField, roleField, time } from './parts.ts'

export interface Said {
  /** Where its box form and its anchor get their names from: `body` or the id of a comment. */
  target: 'body' | number
  number: number
  userId: number | null
  at: number
  text: string
  verb: string
  revisions: Revision[]
  reactions: Reaction[]
}

export function said(view: View, one: Said): Html {
  const key = one.target === 'body' ? `issue-${one.number}` : `issuecomment-${one.target}`
  const form = `boxes-${key}`
  return html`<article class="said" id="${key}">
<header class="said-head">${avatar(userOf(view.world, one.userId), 20)} ${author(view, one.userId)}
<span class="color-fg-muted">${one.verb} <a class="quiet" href="#${key}">${time(view, one.at)}</a>${edited(view, one)}</span></header>
<form id="${form}" method="post" action="${view.base}/issues/${one.number}/tick" data-boxes hidden>
${csrfField(view)}${roleField(view)}<input type="hidden" name="target" value="${one.target}"></form>
<div class="markdown-body said-body">${markdown(one.text, { ...linkTargets(view), boxForm: form })}</div>
${reactions(view, one.reactions)}
</article>`
}

function edited(view: View, one: Said): Html | '' {
  const last = one.revisions.length > 1 ? one.revisions.at(-1) : undefined
  if (!last) return ''
  const who = last.editorId === one.userId ? '' : ` by ${loginOf(view.world, last.editorId)}`
  return html` · <span title="${last.at === one.at ? '' : new Date(last.at).toISOString()}">edited${who}</span>`
}

const faces: Record<Reaction['content'], string> = {
  '+1': '👍',
  '-1': '👎',
  laugh: '😄',
  confused: '😕',
  heart: '❤️',
  hooray: '🎉',
  rocket: '🚀',
  eyes: '👀',
}

function reactions(view: View, all: Reaction[]): Html | '' {
  if (all.length === 0) return ''
  const kinds = [...new Set(all.map((reaction) => reaction.content))]
  const chips = kinds.map((kind) => {
    const who = all.filter((reaction) => reaction.content === kind).map((one) => loginOf(view.world, one.userId))
    return html`<span class="reaction" title="${who.join(', ')}">${faces[kind]} ${who.length}</span>`
  })
  return html`<footer class="reactions">${chips}</footer>`
}
