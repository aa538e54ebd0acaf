/** One request to the API and its answer, with both bodies read. */
export interface Exchange {
  request: Request
  /** Of the request; empty when there was none. */
  sent: string
  status: number
  headers: Headers
  /** Of the answer. */
  text: string
}

/** Sees every request and response. The tests compare them with GitHub's own API descriptions. */
export interface Witness {
  exchange(exchange: Exchange): void
  webhook(event: string, action: string | null, payload: Record<string, unknown>): void
}

let witness: Witness | null = null

/** Sets the witness of every emulator in this process; null removes it. */
export function setWitness(one: Witness | null): void {
  witness = one
}

/** Answers a request and shows both to the witness, if there is one. */
export async function witnessed(request: Request, answer: () => Promise<Response>): Promise<Response> {
  if (witness === null) return answer()
  const sending = request.clone().text()
  const response = await answer()
  const [sent, text] = [await sending, await response.clone().text()]
  witness.exchange({ request, sent, status: response.status, headers: response.headers, text })
  return response
}

export function witnessWebhook(event: string, action: string | null, payload: Record<string, unknown>): void {
  witness?.webhook(event, action, payload)
}
