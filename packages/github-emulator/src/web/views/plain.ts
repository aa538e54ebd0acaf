/** Pages with only a message. */
import { type Html, html } from '../html.ts'
import type { View } from '../view.ts'
import { layout } from './layout.ts'

export const notFoundPage = (view: View): Html =>
  layout(
    view,
    null,
    'Not found',
    html`<div class="box box-pad"><h1>There is nothing here</h1><p>The address may be mistyped, or what it named is gone.</p><p><a class="btn" href="/">To the overview</a></p></div>`,
  )

export const refusedPage = (view: View, why: string): Html =>
  layout(
    view,
    null,
    'Refused',
    html`<div class="box box-pad"><h1>Not done</h1><p>${why}</p><p><a class="btn" href="/">To the overview</a></p></div>`,
  )
