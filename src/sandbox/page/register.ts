/**
 * GitHub's page that takes an App's manifest. GitHub shows it and asks for a word; the sandbox takes it at once and sends
 * the browser back. Nothing is made before the code is used, so a form of a foreign page does no harm.
 */
import type { Context, Hono } from 'hono'
import { manifestShape, offerManifest } from '../forge/manifests.ts'
import type { PageSetup } from './request.ts'
import type { PageEnv } from './security.ts'

export function registerRoutes(app: Hono<PageEnv>, { forge }: PageSetup): void {
  const take = async (c: Context<PageEnv>) => {
    const { manifest } = await c.req.parseBody()
    const parsed = manifestShape.safeParse(json(manifest))
    if (!parsed.success) return c.text(`The manifest is not right: ${parsed.error.issues[0]?.message}`, 422)
    const back = new URL(parsed.data.redirect_url)
    back.searchParams.set('code', offerManifest(forge, parsed.data))
    const state = c.req.query('state')
    if (state !== undefined) back.searchParams.set('state', state)
    return c.redirect(back.href, 303)
  }
  app.post('/settings/apps/new', take)
  app.post('/organizations/:org/settings/apps/new', take)
}

function json(text: unknown): unknown {
  try {
    return JSON.parse(String(text))
  } catch {
    return null
  }
}
