/**
 * Where the sandbox does not answer as GitHub's description says. `docs/sandbox.md` lists the same, in the same words,
 * and nothing else is let pass.
 */
export interface Deviation {
  where: string
  what: string
  /** The complaints it covers. */
  covers: RegExp
}

export const deviations: Deviation[] = [
  {
    where: '`GET /app/installations`: `account`',
    what: 'The description requires the fields of both a user and an enterprise; GitHub sends only those of the actual one.',
    covers: /^GET \/app\/installations, answer 200: \/\*\/account lacks (name|slug|created_at|updated_at)$/,
  },
  {
    where: 'webhooks: `events` of an App',
    what: 'The list of events in the description is older than `sub_issues`, `issue_dependencies`, `merge_group` and `pull_request_review_thread`, which GitHub does send.',
    covers:
      /^webhook .*\/events\/\* must not be "(sub_issues|issue_dependencies|merge_group|pull_request_review_thread)"/,
  },
  {
    where: '`permissions` of an App or installation',
    what: 'Some of the descriptions are older than `merge_queues`, which GitHub does send.',
    covers: /^(webhook \S+|GET \/app\/installations): \S*\/permissions\/merge_queues$/,
  },
  {
    where: '`GET /meta`: `installed_version`',
    what: 'A field of GitHub Enterprise Server; it tells clients that this is not github.com.',
    covers: /^GET \/meta: \/installed_version$/,
  },
  {
    where: 'webhook `workflow_run.in_progress`: `display_title`',
    what: 'The description omits it for this action only.',
    covers: /^webhook workflow_run\.in_progress: \/workflow_run\/display_title$/,
  },
  {
    where: 'webhook `pull_request_review.edited`: `has_discussions` and `web_commit_signoff_required` of a repository',
    what: 'The description omits them for this action only.',
    covers:
      /^webhook pull_request_review\.edited: \/pull_request\/(head|base)\/repo\/(has_discussions|web_commit_signoff_required)$/,
  },
  {
    where: '`user_view_type` of an account, in webhooks and in `GET /app/installations`',
    what: 'GitHub sends it with every account; these descriptions omit it in places.',
    covers: /^(webhook .*|GET \/app\/installations: \/\*\/account)\/user_view_type$/,
  },
  {
    where: 'webhook `pull_request.stacked`, and `stack` of a pull request in webhooks',
    what: "GitHub's page on webhooks of stacked pull requests has both; the description is older.",
    covers: /^(GitHub sends no webhook pull_request\.stacked|webhook pull_request\w*\.\w+: \/pull_request\/stack)$/,
  },
  {
    where: '`GET git/refs` and refs below it',
    what: 'The description has only `git/ref` and `git/matching-refs`; older clients ask here, and GitHub still answers.',
    covers: /^GitHub has no GET \/repos\/[^/]+\/[^/]+\/git\/refs(\/|$)/,
  },
]

/** What no deviation covers. */
export const unexplained = (problems: string[]): string[] =>
  problems.filter((problem) => !deviations.some(({ covers }) => covers.test(problem)))
