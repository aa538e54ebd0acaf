/** The walk through GitHub's schemas agrees with ajv on whole answers and on answers with one error. */
import { makeBench } from '@switchyard/github-emulator/testing'
import { setWitness } from '@switchyard/github-emulator/witness'
import { afterEach, expect, test } from 'vitest'
import { createAjv } from './ajv.ts'
import { responseSchema } from './exchange.ts'
import { operationOf, rest } from './operations.ts'
import type { Json } from './schemas.ts'
import { sent, tour } from './tour.ts'
import { askedOf, isDiff, watch } from './watch.ts'

const R = '/repos/{owner}/{repo}'
const checkedRoutes = new Set([
  ...[`GET ${R}/labels/{name}`, `GET ${R}/issues/{issue_number}`, `GET ${R}/issues/comments/{comment_id}`],
  ...[`GET ${R}/check-runs/{check_run_id}`, `POST ${R}/git/refs`, `GET ${R}/issues/{issue_number}/events`],
  ...[`GET ${R}/commits/{ref}`, 'GET /app', `GET ${R}/collaborators/{username}/permission`],
])

afterEach(() => setWitness(watch))

/** The value itself, and with each of its fields missing, null, or something else. */
function variants(value: unknown): unknown[] {
  if (Array.isArray(value)) return [value, ...variants(value[0]).map((each) => [each])]
  const fields = Object.keys(value as Json)
  return [
    value,
    ...fields.flatMap((name) => {
      const { [name]: _, ...rest } = value as Json
      return [rest, { ...rest, [name]: null }, { ...rest, [name]: ['else'] }, { ...rest, [name]: 'else where' }]
    }),
  ]
}

test('the schema walk and ajv give the same verdict', async () => {
  const answers = new Map<string, { schema: Json; value: unknown }>()
  setWitness({
    exchange({ request, sent: body, status, headers, text }) {
      const asked = askedOf(request, body)
      const operation = asked && operationOf(asked.method, asked.path)
      const schema = operation && checkedRoutes.has(operation.route) ? responseSchema(operation, status) : null
      if (operation && schema && status < 300 && !isDiff(headers))
        answers.set(operation.route, { schema, value: JSON.parse(text) })
    },
    webhook: () => {},
  })
  const deliveries = { list: () => [sent], redeliver: () => true }
  const bench = await makeBench({ tokens: { mint: () => ({ token: 'x', expiresAt: null }) }, deliveries })
  await tour(bench).finally(() => bench.close())
  expect([...answers.keys()].sort()).toEqual([...checkedRoutes].sort())
  const ajv = createAjv(rest())
  const differing: string[] = []
  let [good, bad] = [0, 0]
  for (const [route, { schema, value }] of answers)
    for (const each of variants(value)) {
      const fits = rest().problems(schema, each).length === 0
      if (fits) good += 1
      else bad += 1
      if (fits !== ajv.fits(schema, each)) differing.push(`${route}: ${JSON.stringify(each).slice(0, 200)}`)
    }
  expect(differing).toEqual([])
  expect([good > 50, bad > 50]).toEqual([true, true])
}, 180_000)
