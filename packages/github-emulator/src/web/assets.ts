/** Files the pages load. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { Hono } from 'hono'
import type { World } from '../domain/model.ts'
import { safeColor } from './format.ts'
import type { PageEnv } from './security.ts'

const require = createRequire(import.meta.url)
const types: Record<string, string> = {
  css: 'text/css; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  svg: 'image/svg+xml',
}

/** In this order: the last one adapts the others to small screens. */
const sheets = ['frame', 'lists', 'conversation', 'code', 'text', 'forms', 'small']
const own = (name: string) => fileURLToPath(new URL(`./assets/${name}`, import.meta.url))

export function assetRoutes(world: World): Hono<PageEnv> {
  const app = new Hono<PageEnv>()
  const files = (path: string, type: string, ...from: string[]) =>
    app.get(path, async (c) => {
      const texts = await Promise.all(from.map((one) => readFile(one, 'utf8')))
      return c.body(texts.join('\n'), 200, { 'content-type': types[type] ?? '', 'cache-control': 'no-cache' })
    })
  files('/primer.css', 'css', require.resolve('@primer/css/dist/primer.css'))
  files('/page.css', 'css', ...sheets.map((name) => own(`${name}.css`)))
  files('/page.js', 'js', own('page.js'))
  files('/icon.svg', 'svg', own('icon.svg'))
  app.get('/labels.css', (c) => c.body(labelColors(world), 200, { 'content-type': types.css ?? '' }))
  app.get('/avatar/:file{[0-9]+\\.svg}', (c) => {
    const id = Number.parseInt(c.req.param('file'), 10)
    return c.body(avatar(world, id), 200, { 'content-type': 'image/svg+xml' })
  })
  return app
}

/** A rule for each colour in use: the content security policy allows no style attributes. */
function labelColors(world: World): string {
  const colors = new Set(world.repos.flatMap((repo) => repo.labels.map((label) => safeColor(label.color))))
  return [...colors].map((color) => `.label-${color}{background:#${color}}`).join('\n')
}

const tints = ['#0969da', '#8250df', '#bf3989', '#cf222e', '#bc4c00', '#9a6700', '#1a7f37', '#1b7c83', '#57606a']

/** The first letter on a colour of the account's own. */
function avatar(world: World, id: number): string {
  const user = world.users.find((one) => one.id === id)
  const letter = /^[a-z0-9]/i.exec(user?.login ?? '')?.[0].toUpperCase() ?? '?'
  const at = user ? world.users.indexOf(user) % tints.length : tints.length - 1
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${tints[at]}"/><text x="16" y="22" text-anchor="middle" font-family="sans-serif" font-size="17" font-weight="600" fill="#fff">${letter}</text></svg>`
}
