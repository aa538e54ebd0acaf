/** What a repository says of itself, its people and its templates. */
import { roleOf } from '../domain/access.ts'
import { fullName } from '../domain/find.ts'
import type { Repo, User } from '../domain/model.ts'
import { settingsOf } from '../domain/settings.ts'
import { isAssignable } from '../domain/verbs/index.ts'
import { actorNode } from './actors.ts'
import { connection, type PageArgs } from './connection.ts'
import { type Context, type Node, viewerUser } from './context.ts'

/** A list of what nobody can make here; what GitHub shows of it where there is none. */
export const none = (field: string) => (args: PageArgs) =>
  connection<never>({ field, items: [], args, keyOf: () => [], toNode: () => null })

export function settingsFields(context: Context, repo: Repo): Node {
  const settings = settingsOf(repo)
  const owner = context.forge.world.users.find(({ id }) => id === repo.ownerId)
  const isAdmin = () => viewerRole(context, repo) === 'admin'
  const html = `${context.forge.baseUrl}/${fullName(context.forge, repo)}`
  return {
    description: settings.description,
    homepageUrl: settings.homepage,
    hasIssuesEnabled: settings.hasIssues,
    hasProjectsEnabled: settings.hasProjects,
    hasWikiEnabled: settings.hasWiki,
    hasDiscussionsEnabled: false,
    hasVulnerabilityAlertsEnabled: false,
    autoMergeAllowed: settings.allowAutoMerge,
    allowUpdateBranch: settings.allowUpdateBranch,
    deleteBranchOnMerge: settings.deleteBranchOnMerge,
    forkingAllowed: false,
    forkCount: 0,
    stargazerCount: 0,
    diskUsage: 0,
    isInOrganization: owner?.type === 'Organization',
    isMirror: false,
    isTemplate: false,
    isLocked: false,
    isBlankIssuesEnabled: true,
    isSecurityPolicyEnabled: false,
    isUserConfigurationRepository: false,
    archivedAt: null,
    mirrorUrl: null,
    parent: null,
    templateRepository: null,
    licenseInfo: null,
    latestRelease: null,
    primaryLanguage: null,
    codeOfConduct: null,
    securityPolicyUrl: null,
    sshUrl: `${html}.git`,
    openGraphImageUrl: `${html}/og`,
    usesCustomOpenGraphImage: false,
    webCommitSignoffRequired: false,
    contactLinks: [],
    fundingLinks: [],
    issueTemplates: [],
    pullRequestTemplates: [],
    viewerCanAdminister: isAdmin,
    viewerHasStarred: false,
    viewerSubscription: 'UNSUBSCRIBED',
    viewerDefaultMergeMethod: 'MERGE',
    viewerDefaultCommitEmail: () => emailOf(context),
    viewerPossibleCommitEmails: () => [emailOf(context)].filter(Boolean),
    ...peopleFields(context, repo),
    ...absent,
  }
}

const absent = Object.fromEntries(
  ['forks', 'stargazers', 'watchers', 'releases', 'projects', 'projectsV2', 'languages', 'repositoryTopics'].map(
    (name) => [name, none(name)],
  ),
)

function peopleFields(context: Context, repo: Repo): Node {
  const list = (field: string, fits: (user: User) => boolean) => (args: PageArgs & { query?: string | null }) => {
    const wanted = args.query?.toLowerCase() ?? ''
    return connection({
      field,
      items: context.forge.world.users.filter((user) => fits(user) && user.login.toLowerCase().includes(wanted)),
      args,
      keyOf: ({ id }) => [id],
      toNode: (user) => actorNode(context, user),
    })
  }
  return {
    assignableUsers: list('assignableUsers', (user) => isAssignable(repo, user)),
    mentionableUsers: list('mentionableUsers', (user) => user.type === 'User' && roleOf(repo, user.id) !== null),
  }
}

function viewerRole({ viewer }: Context, repo: Repo) {
  const user = viewerUser(viewer)
  return user && roleOf(repo, user.id)
}

function emailOf({ viewer }: Context): string | null {
  const user = viewerUser(viewer)
  return user && `${user.id}+${user.login}@users.noreply.sandbox.invalid`
}
