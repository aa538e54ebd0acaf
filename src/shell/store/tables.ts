/** Columns of the store. Times are milliseconds since the epoch; `repo` is GitHub's id of the repository. */
export interface Tables {
  delivery: {
    guid: string
    received_at: number
    event: string
    repo: number | null
    hints: string
    done: number
  }
  repository: { id: number; installation: number; owner: string; name: string }
  refusal: {
    repo: number
    action_key: string
    status: number
    message: string
    target: string | null
    at: number
    until: number
  }
  trial: { repo: number; trial_key: string; result: string; at: number }
  lease: { repo: number; holder: string; until: number; fence: number }
}
