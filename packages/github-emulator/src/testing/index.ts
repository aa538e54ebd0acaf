/**
 * What tests reach into: the state without a server, the single parts, and two small worlds to try them in. Not stable
 * like the package's main entry.
 */

export { fullName } from '../domain/find.ts'
export { type GitOptions, type GitResult, git, gitTry, initBare, type StandIn, standIns } from '../domain/git.ts'
export { createLasting, lasting } from '../domain/lasting.ts'
export { LIMITS } from '../domain/limits.ts'
export { offerManifest } from '../domain/manifests.ts'
export { nodeId } from '../domain/nodeid.ts'
export { commitTree } from '../domain/objects.ts'
export { addRepo, addUser, install } from '../domain/seed.ts'
export { mintInstallationToken, mintUserToken } from '../domain/tokens.ts'
export { writeBlob, writeTree } from '../domain/trees.ts'
export * from '../domain/verbs/index.ts'
export { githubSchema } from '../graphql/schema.ts'
export { restApp } from '../rest/app.ts'
export { tokenOf } from '../server/info.ts'
export { BUDGET } from '../server/limiter.ts'
export { createRoutes } from '../server/routes.ts'
export type { Done } from '../web/acts.ts'
export { pageApp } from '../web/app.ts'
export { markdown } from '../web/text/markdown.ts'
export { createSendingForge as createForge, type EmittedEvent, recipients } from '../webhooks/address.ts'
export { createOutbox } from '../webhooks/outbox.ts'
export { type Bench, makeBench, openWork, type Who } from './bench.ts'
export { fakeActs } from './fake-acts.ts'
export { type Small, smallWorld, start } from './small-world.ts'
