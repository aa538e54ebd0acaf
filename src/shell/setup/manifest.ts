/** The App's manifest, as GitHub takes it: app.yml with the addresses of this machine put in. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { z } from 'zod'
import { type Feature, lackedByVersion } from '../../core/features/registry.ts'

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
  /** Version of a GitHub Enterprise Server; missing or '': no such server, or not known. */
  version?: string
  /** Whether the App may change workflow files. */
  workflows?: boolean
}

/**
 * Leaves out what the server does not know: GitHub refuses a whole manifest with one unknown event.
 *
 * Throws when app.yml is not there or not as expected: the program is incomplete then.
 */
export function manifestOf({ name, publicUrl, redirectUrl, version = '', workflows = false }: ManifestOptions) {
  const { description, default_permissions, default_events } = appFile()
  const lacking = lackedByVersion(version)
  const events = new Set<string>(lacking.flatMap((feature) => feature.events))
  const permissions = new Set<string>(lacking.flatMap((feature) => feature.permissions))
  return {
    name,
    description,
    default_permissions: {
      ...Object.fromEntries(Object.entries(default_permissions).filter(([right]) => !permissions.has(right))),
      ...(workflows && { workflows: 'write' }),
    } as Record<string, string>,
    default_events: default_events.filter((event) => !events.has(event)),
    public: false,
    url: publicUrl,
    hook_attributes: { url: new URL('/api/github/webhooks', publicUrl).href, active: true },
    redirect_url: redirectUrl,
  }
}

export type Manifest = ReturnType<typeof manifestOf>

/** What is left out of the manifest for a server of this version. */
export const leftOutFor = (version: string): Feature[] =>
  lackedByVersion(version).filter(({ events, permissions }) => events.length + permissions.length > 0)

const appFile = () => shape.parse(parse(readFileSync(new URL('../../../app.yml', import.meta.url), 'utf8')))
