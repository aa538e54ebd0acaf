/**
 * GitHub for one machine. `createEmulator` opens one in a data folder; it answers requests by itself (`fetch`) or on the
 * loopback address (`listen`), and sends signed webhooks to the Apps that are registered.
 */
export * from './actions/machine.ts'
export { ForgeError } from './domain/errors.ts'
export type { Clock, Forge, PlayedJob, WorkflowPlayer } from './domain/forge.ts'
export type * from './domain/model.ts'
export type { Seed, SeedApp } from './domain/seed.ts'
export { GHES_VERSIONS, type GhesVersion, type ServerKind } from './domain/server.ts'
export * as verbs from './domain/verbs/index.ts'
export { type Credentials, createEmulator, type Emulator, type EmulatorOptions } from './server/emulator.ts'
export type { Deviation, Fault, Faults, Measured, Meter } from './server/faults.ts'
export type { Layout } from './server/files.ts'
export { type Info, plainInfo, type RoleName, roles } from './server/info.ts'
export { hostOption, trustLines } from './server/trust.ts'
export { type Usage, usageOf } from './server/usage.ts'
export type { IssueTemplate, PageContent } from './web/content.ts'
export type { Attempt, Delivery, Outbox } from './webhooks/outbox.ts'
