/** The App's manifest, as GitHub takes it: app.yml with the addresses of this machine put in. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'

const shape = z.object({
  description: z.string(),
  default_permissions: z.record(z.string(), z.string()),
  default_events: z.array(z.string()),
})

export interface ManifestOptions {
  name: string
  /** Where GitHub reaches the bot, without a path. */
  publicUrl: string
  /** Where GitHub sends the person back to. */
  redirectUrl: string
}

/** Throws when app.yml is not there or not as expected: the program is incomplete then. */
export function manifestOf({ name, publicUrl, redirectUrl }: ManifestOptions) {
  const { description, default_permissions, default_events } = appFile()
  return {
    name,
    description,
    default_permissions,
    default_events,
    public: false,
    url: publicUrl,
    hook_attributes: { url: new URL('/api/github/webhooks', publicUrl).href, active: true },
    redirect_url: redirectUrl,
  }
}

export type Manifest = ReturnType<typeof manifestOf>

const appFile = () => shape.parse(parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8')))
