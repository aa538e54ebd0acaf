import { fullName, ownerOf } from '../domain/find.ts'
import type { Forge } from '../domain/forge.ts'
import type { MergeMethod, Repo } from '../domain/model.ts'
import { nodeId } from '../domain/nodeid.ts'
import { apiUrlOf } from '../domain/server.ts'
import { settingsOf } from '../domain/settings.ts'
import { iso } from '../domain/time.ts'
import { userView } from './user.ts'

const LINKS = {
  archive_url: '/{archive_format}{/ref}',
  assignees_url: '/assignees{/user}',
  blobs_url: '/git/blobs{/sha}',
  branches_url: '/branches{/branch}',
  collaborators_url: '/collaborators{/collaborator}',
  comments_url: '/comments{/number}',
  commits_url: '/commits{/sha}',
  compare_url: '/compare/{base}...{head}',
  contents_url: '/contents/{+path}',
  contributors_url: '/contributors',
  deployments_url: '/deployments',
  downloads_url: '/downloads',
  events_url: '/events',
  forks_url: '/forks',
  git_commits_url: '/git/commits{/sha}',
  git_refs_url: '/git/refs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  hooks_url: '/hooks',
  issue_comment_url: '/issues/comments{/number}',
  issue_events_url: '/issues/events{/number}',
  issues_url: '/issues{/number}',
  keys_url: '/keys{/key_id}',
  labels_url: '/labels{/name}',
  languages_url: '/languages',
  merges_url: '/merges',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  pulls_url: '/pulls{/number}',
  releases_url: '/releases{/id}',
  stargazers_url: '/stargazers',
  statuses_url: '/statuses/{sha}',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  tags_url: '/tags',
  teams_url: '/teams',
  trees_url: '/git/trees{/sha}',
}

/** Address of the repository in the API. */
export const repoApi = (forge: Forge, repo: Repo) => `${apiUrlOf(forge)}/repos/${fullName(forge, repo)}`
/** Address of the repository's page. */
export const repoHtml = (forge: Forge, repo: Repo) => `${forge.baseUrl}/${fullName(forge, repo)}`

/** GitHub's `repository-lite`, which webhooks of workflow runs carry. */
export function liteRepoView(forge: Forge, repo: Repo) {
  const url = repoApi(forge, repo)
  return {
    id: repo.id,
    node_id: nodeId('Repository', repo.id),
    name: repo.name,
    full_name: fullName(forge, repo),
    private: repo.private,
    owner: userView(forge, ownerOf(forge, repo)),
    html_url: repoHtml(forge, repo),
    description: settingsOf(repo).description,
    fork: false,
    url,
    ...Object.fromEntries(Object.entries(LINKS).map(([key, path]) => [key, url + path])),
  }
}

/** GitHub's `repository`; `permissions` of the viewer are added by the route. */
export function repoView(forge: Forge, repo: Repo) {
  const html = repoHtml(forge, repo)
  const open = repo.issues.filter((i) => i.state === 'open').length
  return {
    ...liteRepoView(forge, repo),
    git_url: `${html.replace(/^https?:/, 'git:')}.git`,
    ssh_url: `${html}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: settingsOf(repo).homepage,
    language: null,
    license: null,
    ...counts(open),
    default_branch: repo.defaultBranch,
    visibility: repo.private ? 'private' : 'public',
    archived: false,
    disabled: false,
    is_template: false,
    topics: [],
    web_commit_signoff_required: false,
    ...features(repo),
    created_at: iso(repo.createdAt),
    updated_at: iso(Math.max(repo.createdAt, repo.pushedAt)),
    pushed_at: iso(repo.pushedAt),
  }
}

/** GitHub's `minimal-repository`. */
export function minimalRepoView(forge: Forge, repo: Repo) {
  const { allow_merge_commit, allow_squash_merge, allow_rebase_merge, allow_auto_merge, allow_update_branch, ...rest } =
    repoView(forge, repo)
  return rest
}

function counts(open: number) {
  return {
    size: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers_count: 0,
    open_issues_count: open,
    forks: 0,
    open_issues: open,
    watchers: 0,
  }
}

function features(repo: Repo) {
  const allows = (method: MergeMethod) => repo.mergeMethods?.includes(method) ?? true
  const settings = settingsOf(repo)
  return {
    has_issues: settings.hasIssues,
    has_projects: settings.hasProjects,
    has_wiki: settings.hasWiki,
    has_pages: false,
    has_downloads: true,
    has_discussions: false,
    allow_forking: true,
    allow_merge_commit: allows('merge'),
    allow_squash_merge: allows('squash'),
    allow_rebase_merge: allows('rebase'),
    allow_auto_merge: settings.allowAutoMerge,
    allow_update_branch: settings.allowUpdateBranch,
    delete_branch_on_merge: settings.deleteBranchOnMerge,
  }
}
