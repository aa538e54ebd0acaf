import { notFound } from '../domain/errors.ts'
import { convertManifest } from '../domain/manifests.ts'
import { clientIdOf } from '../domain/tokens.ts'
import { appView } from '../views/app.ts'
import { created, type Router, route } from './router.ts'

/** This route needs no authentication: the code is the proof. */
export function manifestRoutes(router: Router): void {
  route(router, 'POST', '/app-manifests/:code/conversions', async (ask) => {
    const converted = await convertManifest(ask.forge, ask.param('code'))
    if (converted === null) throw notFound()
    const { app, pem } = converted
    return created({
      ...appView(ask.forge, app),
      client_id: clientIdOf(app),
      client_secret: `sandbox-${app.id}`,
      webhook_secret: app.webhookSecret,
      pem,
    })
  })
}
