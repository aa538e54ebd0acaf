import { describe, expect, test } from 'vitest'
import { mintInstallationToken } from '../../src/domain/tokens.ts'
import * as verbs from '../../src/domain/verbs/index.ts'
import { firstRepo } from '../../src/server/info.ts'
import { ask, testClock, testSandbox } from '../server/support.ts'

/** A sandbox with its people and the App's token at hand. */
async function scene() {
  const clock = testClock()
  const sandbox = await testSandbox({ clock })
  const { forge } = sandbox
  const repo = firstRepo(forge)
  const user = (login: string) => {
    const found = forge.world.users.find((known) => known.login === login)
    if (!found) throw new Error(`no ${login}`)
    return found
  }
  const [installation] = forge.world.installations
  if (!installation) throw new Error('no installation')
  const app = { token: mintInstallationToken(forge, installation).token }
  const tick = () => clock.forward(1_000)
  const inRepo = async (fields: string, who: Parameters<typeof ask>[1] = 'reader', variables = {}) => {
    const { data, errors } = await ask(sandbox, who, `{repository(owner:"acme",name:"app"){${fields}}}`, variables)
    return { repository: (data as { repository: unknown }).repository, errors }
  }
  return { sandbox, forge, repo, user, app, tick, clock, installation, inRepo, bot: user('helper[bot]') }
}

describe('reading', () => {
  test('who wrote and edited a comment, newest edit first with the whole text, the original last', async () => {
    const { forge, repo, user, tick, inRepo, bot } = await scene()
    const issue = verbs.createIssue({ forge, actor: user('writer'), repo }, { title: 'one' })
    const comment = verbs.createComment({ forge, actor: bot, repo }, issue, 'said')
    const history = 'nodes{editor{login} diff deletedAt}'
    const fields = `issue(number:1){comments(first:1){nodes{author{__typename login ...on Bot{databaseId}} editor{login} userContentEdits(first:9){${history}}}}}`
    const untouched = { author: { __typename: 'Bot', login: 'helper', databaseId: bot.id }, editor: null }
    expect((await inRepo(fields)).repository).toEqual({
      issue: { comments: { nodes: [{ ...untouched, userContentEdits: { nodes: [] } }] } },
    })
    tick()
    verbs.editComment({ forge, actor: user('writer'), repo }, comment, 'forged')
    expect((await inRepo(fields)).repository).toEqual({
      issue: {
        comments: {
          nodes: [
            {
              ...untouched,
              editor: { login: 'writer' },
              userContentEdits: {
                nodes: [
                  { editor: { login: 'writer' }, diff: 'forged', deletedAt: null },
                  { editor: { login: 'helper' }, diff: 'said', deletedAt: null },
                ],
              },
            },
          ],
        },
      },
    })
  })

  test('the timeline: labels, titles, closing, deleted comments, and only the kinds asked for', async () => {
    const { forge, repo, user, tick, inRepo, bot } = await scene()
    const writer = user('writer')
    const issue = verbs.createIssue({ forge, actor: writer, repo }, { title: 'one' })
    verbs.addLabels({ forge, actor: writer, repo }, issue, ['plan'])
    tick()
    verbs.editIssue({ forge, actor: writer, repo }, issue, { title: 'two' })
    tick()
    const comment = verbs.createComment({ forge, actor: bot, repo }, issue, 'gone')
    verbs.deleteComment({ forge, actor: writer, repo }, comment)
    tick()
    verbs.editIssue({ forge, actor: writer, repo }, issue, { state: 'closed', stateReason: 'not_planned' })
    const { repository } = await inRepo(
      `issue(number:1){stateReason timelineItems(first:50,itemTypes:[LABELED_EVENT,RENAMED_TITLE_EVENT,COMMENT_DELETED_EVENT,CLOSED_EVENT]){totalCount nodes{__typename
        ...on LabeledEvent{label{name} actor{login}} ...on RenamedTitleEvent{previousTitle currentTitle}
        ...on CommentDeletedEvent{deletedCommentAuthor{login}} ...on ClosedEvent{closer{__typename}}}}}`,
    )
    expect(repository).toEqual({
      issue: {
        stateReason: 'NOT_PLANNED',
        timelineItems: {
          totalCount: 4,
          nodes: [
            { __typename: 'LabeledEvent', label: { name: 'plan' }, actor: { login: 'writer' } },
            { __typename: 'RenamedTitleEvent', previousTitle: 'one', currentTitle: 'two' },
            { __typename: 'CommentDeletedEvent', deletedCommentAuthor: { login: 'helper' } },
            { __typename: 'ClosedEvent', closer: null },
          ],
        },
      },
    })
  })

  test('issues since a time, by label and state, never pull requests', async () => {
    const { forge, repo, user, clock, inRepo } = await scene()
    const writer = user('writer')
    verbs.createIssue({ forge, actor: writer, repo }, { title: 'old', labels: ['plan'] })
    clock.forward(60_000)
    const since = new Date(clock.now()).toISOString()
    verbs.createIssue({ forge, actor: writer, repo }, { title: 'new', labels: ['plan'] })
    const closed = verbs.createIssue({ forge, actor: writer, repo }, { title: 'closed' })
    verbs.editIssue({ forge, actor: writer, repo }, closed, { state: 'closed' })
    await verbs.createRef({ forge, actor: writer, repo }, 'refs/heads/feature/x', repo.refs['refs/heads/main'] ?? '')
    const { repository } = await inRepo(`
      late: issues(first:9,filterBy:{since:"${since}"}){nodes{title}}
      labelled: issues(first:9,labels:["Plan"]){nodes{title}}
      closed: issues(first:9,states:[CLOSED]){nodes{title}}
      newest: issues(first:1,orderBy:{field:UPDATED_AT,direction:DESC}){nodes{title} totalCount}`)
    expect(repository).toEqual({
      late: { nodes: [{ title: 'new' }, { title: 'closed' }] },
      labelled: { nodes: [{ title: 'old' }, { title: 'new' }] },
      closed: { nodes: [{ title: 'closed' }] },
      newest: { nodes: [{ title: 'closed' }], totalCount: 3 },
    })
  })

  test('git: refs, commits, files and their history', async () => {
    const { repo, inRepo } = await scene()
    const oid = repo.refs['refs/heads/main']
    const { repository } =
      await inRepo(`defaultBranchRef{name target{oid}} ref(qualifiedName:"refs/heads/main"){name prefix}
      refs(refPrefix:"refs/heads/",first:5){nodes{name target{__typename oid}}}
      object(expression:"main:package.json"){...on Blob{text}}
      missing: object(expression:"main:none"){oid}
      commit: object(oid:"${oid}"){...on Commit{message history(first:1,path:"package.json"){totalCount nodes{oid author{user{login}}}}}}`)
    expect(repository).toEqual({
      defaultBranchRef: { name: 'main', target: { oid } },
      ref: { name: 'main', prefix: 'refs/heads/' },
      refs: { nodes: [{ name: 'main', target: { __typename: 'Commit', oid } }] },
      object: { text: expect.stringContaining('"name": "app"') },
      missing: null,
      commit: {
        message: 'Start of the project',
        history: { totalCount: 1, nodes: [{ oid, author: { user: { login: 'maintainer' } } }] },
      },
    })
  })
})

describe('pages', () => {
  test('go on where they were although what was read moved to the end', async () => {
    const { forge, repo, user, tick, inRepo } = await scene()
    const writer = user('writer')
    for (const title of ['a', 'b', 'c', 'd']) {
      verbs.createIssue({ forge, actor: writer, repo }, { title })
      tick()
    }
    const page = async (after: string | null) => {
      const args = `first:2,orderBy:{field:UPDATED_AT,direction:ASC}${after ? `,after:"${after}"` : ''}`
      const { repository } = await inRepo(
        `issues(${args}){nodes{title} pageInfo{endCursor hasNextPage hasPreviousPage}}`,
      )
      return (
        repository as { issues: { nodes: { title: string }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } }
      ).issues
    }
    const first = await page(null)
    expect(first).toMatchObject({
      nodes: [{ title: 'a' }, { title: 'b' }],
      pageInfo: { hasNextPage: true, hasPreviousPage: false },
    })
    const [, b] = repo.issues
    if (b) verbs.editIssue({ forge, actor: writer, repo }, b, { body: 'moved' })
    const second = await page(first.pageInfo.endCursor)
    expect(second.nodes).toEqual([{ title: 'c' }, { title: 'd' }])
    const third = await page(second.pageInfo.endCursor)
    expect(third).toMatchObject({ nodes: [{ title: 'b' }], pageInfo: { hasNextPage: false, hasPreviousPage: true } })
  })

  test('from the end', async () => {
    const { forge, repo, user, inRepo } = await scene()
    const issue = verbs.createIssue({ forge, actor: user('writer'), repo }, { title: 'one' })
    for (const body of ['1', '2', '3']) verbs.createComment({ forge, actor: user('writer'), repo }, issue, body)
    const { repository } = await inRepo(
      'issue(number:1){comments(last:2){nodes{body} pageInfo{hasPreviousPage hasNextPage}}}',
    )
    expect(repository).toEqual({
      issue: {
        comments: { nodes: [{ body: '2' }, { body: '3' }], pageInfo: { hasPreviousPage: true, hasNextPage: false } },
      },
    })
  })

  const wrong: [string, string, RegExp][] = [
    [
      'issues{nodes{number}}',
      'MISSING_PAGINATION_BOUNDARIES',
      /`first` or `last` value to properly paginate the `issues`/,
    ],
    [
      'issues(first:101){totalCount}',
      'EXCESSIVE_PAGINATION',
      /Requesting 101 records .* exceeds the `first` limit of 100/,
    ],
    ['issues(first:1,after:"x"){totalCount}', 'INVALID_CURSOR_ARGUMENTS', /`x` does not appear to be a valid cursor/],
  ]
  test.each(wrong)('%s', async (fields, type, message) => {
    const { inRepo } = await scene()
    const { errors } = await inRepo(fields)
    expect(errors).toMatchObject([{ type, path: ['repository', 'issues'], message: expect.stringMatching(message) }])
  })

  test('more nodes than GitHub gives in one call', async () => {
    const { sandbox } = await scene()
    const query =
      '{repository(owner:"acme",name:"app"){issues(first:100){nodes{comments(first:100){nodes{reactions(first:100){totalCount}}}}}}}'
    expect((await ask(sandbox, 'reader', query)).errors).toMatchObject([{ type: 'MAX_NODE_LIMIT_EXCEEDED' }])
  })
})

describe('mutations', () => {
  test('an issue is pinned by the App and by writers, not by readers', async () => {
    const { sandbox, forge, repo, user, app, inRepo } = await scene()
    verbs.createIssue({ forge, actor: user('writer'), repo }, { title: 'one' })
    const { repository } = await inRepo('issue(number:1){id isPinned}')
    const { issue } = repository as { issue: { id: string; isPinned: boolean } }
    expect(issue.isPinned).toBe(false)
    const pin = `mutation{pinIssue(input:{issueId:"${issue.id}"}){issue{isPinned}}}`
    expect((await ask(sandbox, 'reader', pin)).errors).toMatchObject([
      { type: 'FORBIDDEN', message: 'reader does not have the correct permissions to execute `PinIssue`' },
    ])
    expect((await ask(sandbox, app, pin)).data).toEqual({ pinIssue: { issue: { isPinned: true } } })
    expect((await inRepo('pinnedIssues(first:3){nodes{issue{number} pinnedBy{login}}}')).repository).toEqual({
      pinnedIssues: { nodes: [{ issue: { number: 1 }, pinnedBy: { login: 'helper' } }] },
    })
    const unpin = `mutation{unpinIssue(input:{issueId:"${issue.id}"}){issue{isPinned}}}`
    expect((await ask(sandbox, 'writer', unpin)).data).toEqual({ unpinIssue: { issue: { isPinned: false } } })
  })

  test('a fourth pin is refused in GitHub’s way', async () => {
    const { sandbox, forge, repo, user } = await scene()
    const answers = []
    for (let number = 1; number <= 4; number++) {
      verbs.createIssue({ forge, actor: user('writer'), repo }, { title: `${number}` })
      const { data } = await ask(
        sandbox,
        'writer',
        `{repository(owner:"acme",name:"app"){issue(number:${number}){id}}}`,
      )
      const { id } = (data as { repository: { issue: { id: string } } }).repository.issue
      answers.push(await ask(sandbox, 'writer', `mutation{pinIssue(input:{issueId:"${id}"}){issue{isPinned}}}`))
    }
    expect(answers.map(({ errors }) => errors?.length ?? 0)).toEqual([0, 0, 0, 1])
  })

  test('a pull request goes from draft to ready and back', async () => {
    const { sandbox, forge, repo, user, app, inRepo, bot } = await scene()
    const writer = user('writer')
    const main = repo.refs['refs/heads/main'] ?? ''
    verbs.createIssue({ forge, actor: writer, repo }, { title: 'task' })
    await verbs.createRef({ forge, actor: writer, repo }, 'refs/heads/feature/x', main)
    const commit = { message: 'work', content: Buffer.from('x').toString('base64'), branch: 'feature/x' }
    const put = new Request('http://localhost/api/v3/repos/acme/app/contents/x.txt', {
      method: 'PUT',
      headers: { authorization: `token ${sandbox.info().tokens.writer}` },
      body: JSON.stringify(commit),
    })
    expect((await sandbox.fetch(put)).status).toBe(201)
    await verbs.openPull(
      { forge, actor: bot, repo },
      {
        title: 'Pull',
        head: 'feature/x',
        base: 'main',
        body: 'Closes #1',
        draft: true,
      },
    )
    const { repository } =
      await inRepo(`pullRequest(number:2){id isDraft state merged mergeable headRefName commits(first:5){totalCount}
      changedFiles closingIssuesReferences(first:5){nodes{number}}} issue(number:1){closedByPullRequestsReferences(first:5){nodes{number}}}`)
    const { pullRequest } = repository as { pullRequest: { id: string } }
    expect(repository).toMatchObject({
      pullRequest: {
        isDraft: true,
        state: 'OPEN',
        merged: false,
        mergeable: 'MERGEABLE',
        headRefName: 'feature/x',
        commits: { totalCount: 1 },
        changedFiles: 1,
        closingIssuesReferences: { nodes: [{ number: 1 }] },
      },
      issue: { closedByPullRequestsReferences: { nodes: [{ number: 2 }] } },
    })
    const ready = `mutation{markPullRequestReadyForReview(input:{pullRequestId:"${pullRequest.id}"}){pullRequest{isDraft}}}`
    expect((await ask(sandbox, app, ready)).data).toEqual({
      markPullRequestReadyForReview: { pullRequest: { isDraft: false } },
    })
    const draft = `mutation{convertPullRequestToDraft(input:{pullRequestId:"${pullRequest.id}"}){pullRequest{isDraft}}}`
    expect((await ask(sandbox, 'reader', draft)).errors).toMatchObject([{ type: 'FORBIDDEN' }])
    expect((await ask(sandbox, 'writer', draft)).data).toEqual({
      convertPullRequestToDraft: { pullRequest: { isDraft: true } },
    })
  })

  test('a comment and a reaction; the App sees its own reaction', async () => {
    const { sandbox, forge, repo, user, app } = await scene()
    verbs.createIssue({ forge, actor: user('writer'), repo }, { title: 'one' })
    const { data } = await ask(sandbox, 'outsider', '{repository(owner:"acme",name:"app"){issue(number:1){id}}}')
    const { id } = (data as { repository: { issue: { id: string } } }).repository.issue
    const said = await ask(
      sandbox,
      'outsider',
      'mutation($id:ID!){addComment(input:{subjectId:$id,body:"hello"}){commentEdge{node{id body viewerDidAuthor author{login}}}}}',
      { id },
    )
    const { node } = (said.data as { addComment: { commentEdge: { node: { id: string } } } }).addComment.commentEdge
    expect(node).toMatchObject({ body: 'hello', viewerDidAuthor: true, author: { login: 'outsider' } })
    const react = `mutation{addReaction(input:{subjectId:"${node.id}",content:THUMBS_UP}){reaction{content}}}`
    expect((await ask(sandbox, app, react)).data).toEqual({ addReaction: { reaction: { content: 'THUMBS_UP' } } })
    const groups = `{node(id:"${node.id}"){...on IssueComment{reactionGroups{content viewerHasReacted}}}}`
    const up = async (who: Parameters<typeof ask>[1]) =>
      ((await ask(sandbox, who, groups)).data as { node: { reactionGroups: { viewerHasReacted: boolean }[] } }).node
        .reactionGroups[0]?.viewerHasReacted
    expect([await up(app), await up('writer')]).toEqual([true, false])
  })
})

describe('what is refused', () => {
  test('what is not there is NOT_FOUND beside the data that is', async () => {
    const { sandbox, inRepo } = await scene()
    const { status, data, errors } = await ask(
      sandbox,
      'reader',
      '{viewer{login} repository(owner:"acme",name:"none"){id}}',
    )
    expect({ status, data }).toEqual({ status: 200, data: { viewer: { login: 'reader' }, repository: null } })
    expect(errors).toMatchObject([
      {
        type: 'NOT_FOUND',
        path: ['repository'],
        message: "Could not resolve to a Repository with the name 'acme/none'.",
      },
    ])
    expect((await inRepo('issue(number:9){id}')).errors).toMatchObject([
      { type: 'NOT_FOUND', message: 'Could not resolve to an Issue with the number of 9.' },
    ])
  })

  test('a private repository does not exist for strangers', async () => {
    const { repo, inRepo } = await scene()
    repo.private = true
    expect((await inRepo('id', 'outsider')).errors).toMatchObject([{ type: 'NOT_FOUND' }])
    expect((await inRepo('isPrivate', 'reader')).repository).toEqual({ isPrivate: true })
  })

  test('an App without a permission', async () => {
    const { repo, inRepo, app, installation } = await scene()
    repo.private = true
    delete installation.permissions.issues
    expect((await inRepo('issues(first:1){totalCount}', app)).errors).toMatchObject([
      { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
    ])
  })

  test('a query that does not fit the schema, a wrong token, and no token', async () => {
    const { sandbox } = await scene()
    const misspelt = await ask(sandbox, 'reader', '{viewer{logn}}')
    expect(misspelt).toMatchObject({
      status: 200,
      errors: [
        {
          path: ['query', 'viewer', 'logn'],
          extensions: { code: 'undefinedField', typeName: 'User', fieldName: 'logn' },
          message: "Field 'logn' doesn't exist on type 'User'",
        },
      ],
    })
    expect(await ask(sandbox, { token: 'ghp_wrong' }, '{viewer{login}}')).toMatchObject({ status: 401 })
    const anonymous = new Request('http://localhost/api/graphql', {
      method: 'POST',
      body: '{"query":"{viewer{login}}"}',
    })
    expect((await sandbox.fetch(anonymous)).status).toBe(401)
  })

  test('an App that has used up its hour; people only where limits are wanted', async () => {
    const { sandbox, app, clock } = await scene()
    const costly =
      '{rateLimit{remaining} repository(owner:"acme",name:"app"){issues(first:100){nodes{comments(first:49){nodes{reactions(first:99){totalCount}}}}}}}'
    let answer = await ask(sandbox, app, costly)
    for (let round = 0; round < 200 && !answer.errors; round++) answer = await ask(sandbox, app, costly)
    expect(answer.errors).toMatchObject([{ type: 'RATE_LIMITED' }])
    expect((await ask(sandbox, 'writer', costly)).errors).toBeUndefined()
    clock.forward(3_600_000)
    const [installation] = sandbox.forge.world.installations
    if (!installation) throw new Error('no installation')
    const fresh = { token: mintInstallationToken(sandbox.forge, installation).token }
    expect((await ask(sandbox, fresh, costly)).errors).toBeUndefined()
  })
})
