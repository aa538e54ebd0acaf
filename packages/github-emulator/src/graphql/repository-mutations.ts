import { given } from '../domain/given.ts'
import { createRepository, mayCreateIn } from '../domain/verbs/repositories.ts'
import { type Mutation, unresolved } from './asked.ts'
import { forbidden } from './context.ts'
import { lookup } from './lookup.ts'

export const repositoryMutations: Record<string, Mutation> = {
  createRepository: async ({ context, actor, input }) => {
    const { forge } = context
    const found = input.ownerId ? lookup(context, input.ownerId) : null
    if (found !== null && found.kind !== 'User') throw unresolved('RepositoryOwner', input.ownerId ?? '')
    const owner = found?.user ?? actor
    if (!mayCreateIn(forge, actor, owner)) throw forbidden(context.viewer, 'CreateRepository')
    const settings = given({
      description: input.description ?? undefined,
      homepage: input.homepageUrl ?? undefined,
      hasIssues: input.hasIssuesEnabled ?? undefined,
      hasWiki: input.hasWikiEnabled ?? undefined,
    })
    const isPrivate = input.visibility !== 'PUBLIC'
    const repo = await createRepository(forge, actor, owner, { name: input.name ?? '', private: isPrivate, settings })
    return { repository: context.nodes.repository(context, repo) }
  },
}
