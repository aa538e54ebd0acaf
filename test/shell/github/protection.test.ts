/** Classic protection, as GitHub shows it to an App: all of it, a part, or nothing. */
import { describe, expect, test } from 'vitest'
import { type FakeGitHub, fakeGitHub, no, ok, ref } from './harness.ts'

const noPermission = no(403, 'Resource not accessible by integration')
const shown = (required_status_checks: object = { enforcement_level: 'off', contexts: [], checks: [] }) =>
  ok({ name: 'main', protected: true, protection: { enabled: true, required_status_checks } })
const updateRule = {
  requiredApprovingReviewCount: 2,
  requiresCodeOwnerReviews: true,
  requiresConversationResolution: false,
  requiresLinearHistory: true,
  requiresSignatures: false,
  viewerCanPush: false,
}
const graphql = (rule: object | null, queue: object | null = null) =>
  ok({ data: { repository: { ref: { refUpdateRule: rule }, mergeQueue: queue } } })

function given(): FakeGitHub {
  const github = fakeGitHub()
  github.on('GET /rules/branches/main', ok([]))
  return github
}

const asked = (github: FakeGitHub) => github.work().map(({ path }) => path.replace('/repos/acme/app', ''))
const read = (github: FakeGitHub, administration?: string) => {
  const rights = administration === undefined ? {} : { rights: { held: { administration }, url: '' } }
  return github.app.repository({ ...ref, ...rights }).rules('main')
}
const types = (rules: { type: string }[] | null) => rules?.map(({ type }) => type)

describe('without the permission to read it', () => {
  test('a branch without protection costs one request more', async () => {
    const github = given()
    github.on('GET /branches/main', ok({ name: 'main', protected: true, protection: { enabled: false } }))
    expect(await read(github)).toEqual([])
    expect(asked(github)).toEqual(['/rules/branches/main', '/branches/main'])
  })

  test('the required checks, what GraphQL shows, and that there may be more', async () => {
    const github = given()
    github.on('GET /branches/main', shown({ enforcement_level: 'non_admins', contexts: ['ci'], checks: [] }))
    github.on('GRAPHQL', graphql(updateRule, { id: 'MQ_1' }))
    expect(await read(github)).toEqual([
      {
        type: 'required_status_checks',
        parameters: { required_status_checks: [{ context: 'ci', integration_id: null }] },
        binds: 'yes',
      },
      {
        type: 'pull_request',
        parameters: { required_approving_review_count: 2, require_code_owner_review: true },
        binds: 'unknown',
      },
      { type: 'required_linear_history', parameters: null, binds: 'yes' },
      { type: 'restricted_pushers', parameters: null, binds: 'unknown' },
      { type: 'merge_queue', parameters: null, binds: 'unknown' },
      { type: 'hidden_protection', parameters: null, binds: 'unknown' },
    ])
    expect(asked(github).join()).not.toContain('/protection')
  })

  test.each([
    ['GraphQL shows nothing', graphql(null)],
    ['GraphQL lacks the fields', ok({ errors: [{ message: "Field 'refUpdateRule' doesn't exist on type 'Ref'" }] })],
  ])('%s: that there is protection', async (_, answer) => {
    const github = given()
    github.on('GET /branches/main', shown())
    github.on('GRAPHQL', answer)
    expect(types(await read(github))).toEqual(['hidden_protection'])
  })
})

describe('with "Administration" (read)', () => {
  const all = {
    required_status_checks: { strict: true, contexts: ['ci'], checks: [{ context: 'ci', app_id: 7 }] },
    required_pull_request_reviews: {
      dismiss_stale_reviews: true,
      required_approving_review_count: 1,
      bypass_pull_request_allowances: { apps: [] },
    },
    restrictions: { apps: [{ slug: 'other' }] },
    required_signatures: { enabled: true },
    required_linear_history: { enabled: false },
    required_conversation_resolution: { enabled: true },
    lock_branch: { enabled: true },
  }
  const protectedBy = (whole: object) => {
    const github = given()
    github.on('GET /branches/main', shown())
    github.on('GET /branches/main/protection', ok(whole))
    github.on('GRAPHQL', graphql(updateRule))
    return github
  }

  test('every setting is a rule', async () => {
    const rules = await read(protectedBy(all), 'read')
    expect(types(rules)).toEqual([
      'required_status_checks',
      'pull_request',
      'pull_request',
      'required_signatures',
      'lock_branch',
      'restricted_pushers',
    ])
    expect(rules?.[0]?.parameters).toEqual({
      strict_required_status_checks_policy: true,
      required_status_checks: [{ context: 'ci', integration_id: 7 }],
    })
    expect(rules?.[1]?.parameters).toMatchObject({ dismiss_stale_reviews_on_push: true })
    expect(rules?.every(({ binds }) => binds === 'yes')).toBe(true)
  })

  test('what lets the App pass is no rule for it', async () => {
    const apps = [{ slug: 'switchyard' }]
    const github = protectedBy({
      ...all,
      restrictions: { apps },
      required_pull_request_reviews: {
        ...all.required_pull_request_reviews,
        bypass_pull_request_allowances: { apps },
      },
      required_conversation_resolution: { enabled: false },
    })
    expect(types(await read(github, 'read'))).toEqual(['required_status_checks', 'required_signatures', 'lock_branch'])
  })

  test('a permission that was taken away since costs nothing but the knowledge', async () => {
    const github = given()
    github.on('GET /branches/main', shown())
    github.on('GET /branches/main/protection', noPermission)
    github.on('GRAPHQL', graphql(null))
    expect(types(await read(github, 'read'))).toEqual(['hidden_protection'])
  })
})
