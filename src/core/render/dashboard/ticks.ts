/** Reads the dashboard's boxes from the session's issue. A tick by a writer is a command. */
import { type Box, boxesIn } from '../../records/dashboard.ts'
import { managedPart } from './area.ts'

/** @param body of the session's issue */
export const readBoxes = (body: string): Box[] => boxesIn(managedPart(body) ?? '')
