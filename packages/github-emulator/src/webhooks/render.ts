/**
 * Renders domain events to the webhooks that GitHub sends of them. Each kind has one renderer; a missing one does not
 * compile.
 */
import type { DomainEvent, EventKind } from '../domain/events.ts'
import type { Forge } from '../domain/forge.ts'
import { checkRenderers } from './checks.ts'
import { installationRenderers } from './installations.ts'
import { issueRenderers } from './issues.ts'
import { pullRenderers } from './pulls.ts'
import type { Renderers, Webhook } from './renderer.ts'
import { repositoryRenderers } from './repositories.ts'

const RENDERERS: Renderers<EventKind> = {
  ...issueRenderers,
  ...pullRenderers,
  ...checkRenderers,
  ...repositoryRenderers,
  ...installationRenderers,
}

/** The webhooks of one event, in GitHub's order. */
export function render(forge: Forge, event: DomainEvent): Webhook[] {
  const renderer: (forge: Forge, event: never) => Webhook[] = RENDERERS[event.kind]
  return renderer(forge, event as never)
}
