/** Boxes on the dashboard, read back from the session's issue: a tick by a writer is the command. */
import { type Box, boxesIn } from '../../records/dashboard.ts'
import { managedPart } from './area.ts'

/** @param body of the session's issue */
export const readBoxes = (body: string): Box[] => boxesIn(managedPart(body) ?? '')
