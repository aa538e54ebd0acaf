import type { Adapter } from './define.ts'

export const command: Adapter<'command', null> = {
  name: 'command',
  does: 'a machine that runs `switchyard agent run --watch -- YOUR-AGENT` picks it up',
  example: null,
  settings: null,
  permissions: [],
  watched: 'always',
  agents: () => [],
  plan: () => ({}),
  actions: () => [],
  refusal: () => '',
}
