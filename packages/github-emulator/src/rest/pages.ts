import type { Ask } from './router.ts'

interface Page {
  page: number
  perPage: number
}

const whole = (text: string | undefined, otherwise: number) => {
  const n = Number(text)
  return Number.isInteger(n) && n > 0 ? n : otherwise
}

export function pageOf(ask: Ask, most = 100): Page {
  return { page: whole(ask.query('page'), 1), perPage: Math.min(most, whole(ask.query('per_page'), 30)) }
}

/** Returns the requested page and sets GitHub's `Link` header. */
export function paged<T>(ask: Ask, all: T[], most = 100): T[] {
  const { page, perPage } = pageOf(ask, most)
  const last = Math.max(1, Math.ceil(all.length / perPage))
  const links: string[] = []
  const link = (rel: string, n: number) => links.push(`<${addressOf(ask, { page: n })}>; rel="${rel}"`)
  if (page > 1) link('prev', Math.min(page - 1, last))
  if (page < last) link('next', page + 1)
  if (page < last) link('last', last)
  if (page > 1) link('first', 1)
  if (links.length > 0) ask.c.header('Link', links.join(', '))
  return all.slice((page - 1) * perPage, page * perPage)
}

function addressOf(ask: Ask, change: Record<string, string | number>): string {
  const asked = new URL(ask.c.req.url)
  const url = new URL(`${ask.forge.baseUrl}${asked.pathname}${asked.search}`)
  for (const [name, value] of Object.entries(change)) url.searchParams.set(name, String(value))
  return url.href
}

/** Pages by cursor, as R/activity has them: `after` and `before` instead of numbers. Newest first. */
export function pagedByCursor<T extends { id: number }>(ask: Ask, all: T[]): T[] {
  const { perPage } = pageOf(ask)
  const [after, before] = [readCursor(ask.query('after')), readCursor(ask.query('before'))]
  const rest = all.filter((x) => (after === null || x.id < after) && (before === null || x.id > before))
  const shown = before === null ? rest.slice(0, perPage) : rest.slice(-perPage)
  const links: string[] = []
  const [first, last] = [shown[0], shown.at(-1)]
  if (last && all.some((x) => x.id < last.id)) links.push(cursorLink(ask, 'next', 'after', last.id))
  if (first && all.some((x) => x.id > first.id)) links.push(cursorLink(ask, 'prev', 'before', first.id))
  if (links.length > 0) ask.c.header('Link', links.join(', '))
  return shown
}

function cursorLink(ask: Ask, rel: string, name: 'after' | 'before', id: number): string {
  const url = new URL(addressOf(ask, {}))
  url.searchParams.delete(name === 'after' ? 'before' : 'after')
  url.searchParams.set(name, Buffer.from(`id:${id}`).toString('base64url'))
  return `<${url.href}>; rel="${rel}"`
}

function readCursor(text: string | undefined): number | null {
  if (!text) return null
  const id = Number(Buffer.from(text, 'base64url').toString().replace('id:', ''))
  return Number.isInteger(id) ? id : null
}
