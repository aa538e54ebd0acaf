/**
 * GitHub's pages on which an App is registered from its manifest: one shows what was sent, from a page of whatever site,
 * and the other makes it what the code in the way back stands for, once the person has confirmed it.
 */
import type { Context, Hono } from 'hono'
import { isTaken, manifestShape, offerManifest, type SentManifest } from '../domain/manifests.ts'
import { lackOf } from '../domain/server.ts'
import { guarded, refused } from './posted.ts'
import { type PageSetup, viewOf } from './request.ts'
import type { PageEnv } from './security.ts'
import { registerPage } from './views/register.ts'

type Ctx = Context<PageEnv>

export function registerRoutes(app: Hono<PageEnv>, setup: PageSetup): void {
  const show = (c: Ctx) =>
    withManifest(c, setup, async (manifest, sent) => {
      c.set('formTo', new URL(manifest.redirect_url).origin)
      // Its address answers no GET, so that changing the role leads elsewhere.
      const view = { ...viewOf(c, setup), here: '/' }
      return c.html(registerPage(view, manifest, { manifest: sent, state: c.req.query('state') ?? '' }))
    })
  app.post('/settings/apps/new', show)
  app.post('/organizations/:org/settings/apps/new', show)
  app.post('/settings/apps', (c) => guarded(c, setup, () => confirm(c, setup)))
}

const confirm = (c: Ctx, setup: PageSetup): Promise<Response> =>
  withManifest(c, setup, async (manifest) => {
    const { state } = await c.req.parseBody()
    const back = new URL(manifest.redirect_url)
    back.searchParams.set('code', offerManifest(setup.forge, manifest))
    if (typeof state === 'string' && state !== '') back.searchParams.set('state', state)
    return c.redirect(back.href, 303)
  })

async function withManifest(
  c: Ctx,
  setup: PageSetup,
  answer: (manifest: SentManifest, sent: string) => Promise<Response>,
): Promise<Response> {
  const sent = String((await c.req.parseBody()).manifest ?? '')
  const { data, error } = manifestShape.safeParse(json(sent))
  if (!data) {
    const [first] = error.issues
    return refused(c, setup, `The manifest is not right: ${first?.path.join('.')} ${first?.message}`.trim(), 422)
  }
  const unknown = data.default_events.filter((event) => lackOf(setup.forge).events.includes(event))
  if (unknown.length > 0) return refused(c, setup, `Default events unsupported: ${unknown.join(', ')}`, 422)
  if (isTaken(setup.forge, data.name))
    return refused(c, setup, `Another App is called ${data.name}. Go back and choose another name.`, 422)
  return answer(data, sent)
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
