/** Files offered once, in one pull request, to a repository without a configuration. */
import { configJsonSchemaText, SCHEMA_PATH } from '../parse/config/json-schema.ts'
import { AGENTS_FILE } from './agents.ts'
import { offeredConfig } from './config-file.ts'
import { PACKET_FORM, SESSION_FORM } from './forms.ts'

/** Identifies the offer: any pull request from this branch, open or closed, means that it was made. */
export const SETUP_BRANCH = 'switchyard/setup'

export interface OfferedFile {
  path: string
  text: string
}

export const offeredFiles = (): OfferedFile[] => [
  { path: '.github/switchyard.yml', text: offeredConfig() },
  { path: SCHEMA_PATH, text: configJsonSchemaText() },
  { path: '.github/ISSUE_TEMPLATE/packet.yml', text: PACKET_FORM },
  { path: '.github/ISSUE_TEMPLATE/session.yml', text: SESSION_FORM },
  { path: 'AGENTS.md', text: AGENTS_FILE },
]
