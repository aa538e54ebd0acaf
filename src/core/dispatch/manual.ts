import type { Adapter } from './define.ts'

export const manual: Adapter<'manual', null> = {
  name: 'manual',
  does: 'a person copies the lines of the briefing into a terminal, or runs `switchyard agent create NAME`',
  example: null,
  settings: null,
  permissions: [],
  watched: 'any',
  agents: () => [],
  plan: () => ({}),
  actions: () => [],
  refusal: () => '',
}
