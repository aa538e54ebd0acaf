/** The workflows run what is there: scripts of package.json, by commands that a contributor can run as well. */
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { tiers } from './tiers.ts'

const root = new URL('..', import.meta.url)
const textOf = (path: string) => readFileSync(new URL(path, root), 'utf8')
const { scripts } = z.object({ scripts: z.record(z.string(), z.string()) }).parse(JSON.parse(textOf('package.json')))

const step = z.union([z.strictObject({ uses: z.string() }), z.strictObject({ run: z.string() })])
const workflow = z.object({
  name: z.string(),
  on: z.record(z.string(), z.unknown()),
  permissions: z.strictObject({ contents: z.literal('read') }),
  jobs: z.record(
    z.string(),
    z.object({ 'runs-on': z.string(), 'timeout-minutes': z.number(), steps: z.array(step).min(1) }),
  ),
})

const names = readdirSync(new URL('.github/workflows/', root))

/** The commands of a workflow, in order. */
const commandsOf = (name: string) =>
  Object.values(workflow.parse(parse(textOf(`.github/workflows/${name}`))).jobs).flatMap(({ steps }) =>
    steps.flatMap((one) => ('run' in one ? [one.run] : [])),
  )

describe.each(names)('%s', (name) => {
  test('each workflow runs only scripts of package.json', () => {
    for (const command of commandsOf(name).filter((one) => one !== 'npm ci')) {
      const script = command === 'npm test' ? 'test' : /^npm run ([a-z0-9:-]+)(?: -- .+)?$/.exec(command)?.[1]
      expect(Object.keys(scripts), command).toContain(script)
    }
  })

  test('each workflow pins every action by its major version', () => {
    const used = [...textOf(`.github/workflows/${name}`).matchAll(/uses: (\S+)/g)].map(([, action]) => action)
    expect(used.length).toBeGreaterThan(0)
    for (const action of used) expect(action).toMatch(/^actions\/[a-z-]+@v\d+$/)
  })
})

test('the workflow for every change runs every tier', () => {
  const run = commandsOf('ci.yml').map(
    (command) => scripts[/^npm (?:run )?([a-z0-9:-]+)/.exec(command)?.[1] ?? ''] ?? '',
  )
  for (const tier of Object.keys(tiers)) expect(run.join('\n')).toContain(`--project ${tier}`)
})
