/** Acts that only remember what was asked of them, and answer as told. */
import type { Acts, Done } from '../web/acts.ts'

export interface FakeActs extends Acts {
  calls: unknown[][]
  answer: Done
}

export function fakeActs(): FakeActs {
  const note =
    (name: string) =>
    async (as: string, _repo: unknown, ...rest: unknown[]): Promise<Done> => {
      acts.calls.push([name, as, ...rest])
      return acts.answer
    }
  const acts: FakeActs = {
    calls: [],
    answer: { ok: true, number: 1, id: 77 },
    createIssue: note('createIssue'),
    editIssue: note('editIssue'),
    closeIssue: note('closeIssue'),
    reopenIssue: note('reopenIssue'),
    addLabel: note('addLabel'),
    removeLabel: note('removeLabel'),
    comment: note('comment'),
    editComment: note('editComment'),
    submitReview: note('submitReview'),
    markReady: note('markReady'),
    convertToDraft: note('convertToDraft'),
    mergePull: note('mergePull'),
    rerunCheck: note('rerunCheck'),
  }
  return acts
}
