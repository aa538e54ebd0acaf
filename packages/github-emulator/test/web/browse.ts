/** Opens pages without a socket, and reads what came out as a tree, like a browser would. */
import type { Element, Root } from 'hast'
import type { Hono } from 'hono'
import rehypeRaw from 'rehype-raw'
import { unified } from 'unified'
import { visit } from 'unist-util-visit'
import { type FakeActs, fakeActs } from '../../src/testing/fake-acts.ts'
import type { Small } from '../../src/testing/small-world.ts'
import { pageApp } from '../../src/web/app.ts'
import type { PageContent } from '../../src/web/content.ts'
import type { PageEnv } from '../../src/web/security.ts'

export interface Visit {
  app: Hono<PageEnv>
  acts: FakeActs
  /** The page's HTML; throws unless the answer has this status. */
  open(path: string, status?: number): Promise<string>
  /** Posts a form as the page would. */
  post(path: string, fields: Record<string, string>, headers?: Record<string, string>): Promise<Response>
}

const origin = 'http://sandbox.test'

export function visitor(small: Small, content: PageContent = {}): Visit {
  const acts = fakeActs()
  const app = pageApp({ forge: small.forge, act: acts, roles: small.roles, content })
  const open: Visit['open'] = async (path, status = 200) => {
    const response = await app.request(origin + path)
    if (response.status !== status)
      throw new Error(`${path}: ${response.status} ${response.headers.get('location') ?? ''}`)
    return response.text()
  }
  const post: Visit['post'] = async (path, fields, headers = {}) => {
    const csrf = /name="csrf" value="([^"]+)"/.exec(await open('/'))?.[1] ?? ''
    const body = new URLSearchParams({ csrf, role: 'maintainer', ...fields })
    return app.request(origin + path, {
      method: 'POST',
      body,
      headers: { origin, 'sec-fetch-site': 'same-origin', ...headers },
    })
  }
  return { app, acts, open, post }
}

export function elementsOf(page: string): Element[] {
  const tree: Root = { type: 'root', children: [{ type: 'raw', value: page }] }
  const found: Element[] = []
  visit(unified().use(rehypeRaw).runSync(tree), 'element', (node: Element) => {
    found.push(node)
  })
  return found
}

/** What the visitor reads: the text of the page, without markup. */
export const wordsOf = (page: string): string =>
  page
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ')

/** Everything in a page that could run or load something it should not; an inert page gives nothing. */
export function dangers(page: string): string[] {
  return elementsOf(page).flatMap((node) => {
    const attributes = Object.entries(node.properties)
    const found = attributes.filter(
      ([name, value]) => /^on/i.test(name) || /^\s*(javascript|vbscript|data:text)/i.test(String(value)),
    )
    const isForeign = ['iframe', 'object', 'embed', 'base', 'style', 'math', 'foreignObject'].includes(node.tagName)
    const isScript = node.tagName === 'script' && node.properties.src !== '/assets/page.js'
    const list = found.map(([name, value]) => `${node.tagName} ${name}=${value}`)
    return isForeign || isScript ? [...list, node.tagName] : list
  })
}
