import type { Context } from 'hono'
import { ForgeError } from '../domain/errors.ts'
import { git } from '../domain/git.ts'
import type { Env, RepoAsk } from './router.ts'

/** GitHub's media types other than JSON: `application/vnd.github.diff`, `…v3.full+json`. */
const FORMAT =
  /application\/vnd\.github(?:\.v3|\.[\w-]+-preview)?\.(raw|text|html|full|diff|patch|sha|object)(?:\+json)?\b/

type Format = 'raw' | 'text' | 'html' | 'full' | 'diff' | 'patch' | 'sha' | 'object'

export const formatOf = (accept: string | undefined): Format | null =>
  (FORMAT.exec(accept ?? '')?.[1] as Format | undefined) ?? null

const DIFFS = /^\/api\/v3\/repos\/[^/]+\/[^/]+\/(pulls\/\d+|commits\/.+|compare\/.+)$/
const PLACES: Record<Format, RegExp> = {
  diff: DIFFS,
  patch: DIFFS,
  sha: /\/commits\/./,
  object: /^$/,
  html: /^(?!.*\/(contents|readme)\b)/,
  raw: /^/,
  text: /^/,
  full: /^/,
}

/** Whether a path can be answered in the format that is asked for. */
export const canAnswer = (path: string, format: Format | null): boolean => format === null || PLACES[format].test(path)

export const unsupported = (accept: string): ForgeError =>
  new ForgeError(415, `Unsupported 'Accept' header: '${accept}'. Must accept 'application/json'.`)

/** Gives whatever has a `body` that text as HTML or plain text, where the request asks for it. */
export function withBodies(c: Context<Env>, data: unknown): unknown {
  const format = formatOf(c.req.header('accept'))
  const html = c.get('renderBody')
  if (format !== 'text' && format !== 'html' && format !== 'full') return data
  const change = (one: unknown): unknown => {
    if (typeof one !== 'object' || one === null || !('body' in one)) return one
    const { body, ...rest } = one
    const text = typeof body === 'string' ? body : ''
    return {
      ...rest,
      ...(format === 'full' && { body }),
      ...(format !== 'html' && { body_text: text }),
      ...(format !== 'text' && { body_html: html?.(text) ?? text }),
    }
  }
  return Array.isArray(data) ? data.map(change) : change(data)
}

/** GitHub shows no larger diff of a pull request. */
const mostLines = 20_000

/** The difference as text, where the request asks for it; null where it wants JSON. */
export async function diffAsked(ask: RepoAsk, from: string, to: string, resource: string): Promise<Response | null> {
  const format = formatOf(ask.c.req.header('accept'))
  if (format !== 'diff' && format !== 'patch') return null
  const dir = ask.forge.bareDir(ask.repo)
  const text =
    format === 'diff'
      ? await git(dir, ['diff', '--no-color', '--no-ext-diff', from, to])
      : await git(dir, ['format-patch', '--stdout', '--no-color', '--no-signature', `${from}..${to}`])
  const lines = text.split('\n').length
  if (lines > mostLines)
    throw new ForgeError(406, `Sorry, the diff exceeded the maximum number of lines (${mostLines})`, [
      { resource, field: 'diff', code: 'too_large' },
    ])
  const headers = new Headers(ask.c.res.headers)
  headers.set('content-type', `application/vnd.github.${format}; charset=utf-8`)
  headers.set('X-GitHub-Media-Type', `github.v3; param=${format}`)
  return new Response(text, { headers })
}
