/** Changed files with their lines. Text only: nothing in a name or a line is ever HTML. */

import type { DiffLine, FileDiff } from '../diff.ts'
import { count, inUrl } from '../format.ts'
import { type Html, html } from '../html.ts'
import { blank } from './parts.ts'

/** `base` and `sha` make the link to the whole file. */
export function diffView(files: FileDiff[] | null, base: string, sha: string): Html {
  if (files === null) return blank('These commits are not in the repository any more, so there is nothing to compare.')
  if (files.length === 0) return blank('No file is changed.')
  const [added, removed] = [sum(files, 'additions'), sum(files, 'deletions')]
  return html`<p class="diff-sum">${count(files.length, 'changed file')} with <span class="color-fg-success">+${added}</span> <span class="color-fg-danger">−${removed}</span></p>
${files.map((file) => fileView(file, base, sha))}`
}

const sum = (files: FileDiff[], field: 'additions' | 'deletions') => files.reduce((n, file) => n + file[field], 0)

function fileView(file: FileDiff, base: string, sha: string): Html {
  const name = file.from === null ? file.path : `${file.from} → ${file.path}`
  const shown =
    file.kind === 'removed'
      ? html`<span class="text-mono">${name}</span>`
      : html`<a class="text-mono" href="${base}/blob/${sha}/${inUrl(file.path)}">${name}</a>`
  const large = file.lines.length > 400
  return html`<details class="file" ${large ? '' : 'open'}><summary><span class="file-name">${shown}</span>
<span class="file-sum">${file.kind === 'modified' ? '' : html`<span class="badge">${file.kind}</span>`} <span class="color-fg-success">+${file.additions}</span> <span class="color-fg-danger">−${file.deletions}</span></span></summary>
${file.lines.length > 0 ? html`<div class="diff-scroll"><table class="diff">${file.lines.map(lineView)}</table></div>` : ''}
${file.note === null ? '' : blank(file.note)}</details>`
}

const signs: Record<DiffLine['kind'], string> = { add: '+', remove: '−', context: ' ', hunk: '' }

const lineView = (line: DiffLine): Html =>
  html`<tr class="diff-${line.kind}"><td class="diff-num">${line.old ?? ''}</td><td class="diff-num">${line.new ?? ''}</td><td class="diff-sign">${signs[line.kind]}</td><td class="diff-text">${line.text}</td></tr>`
