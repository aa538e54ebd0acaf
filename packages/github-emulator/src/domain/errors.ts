/** A refused request with GitHub's REST status and message. GraphQL translates it into its own error. */
export interface FieldError {
  resource: string
  field?: string
  code: string
  message?: string
}

export class ForgeError extends Error {
  readonly status: number
  readonly errors: (FieldError | string)[]
  readonly headers: Record<string, string>
  /** The page that the answer names; null: the API's first one. */
  docs: string | null = null
  constructor(
    status: number,
    message: string,
    errors: (FieldError | string)[] = [],
    headers: Record<string, string> = {},
  ) {
    super(message)
    this.name = 'ForgeError'
    this.status = status
    this.errors = errors
    this.headers = headers
  }
}

export const notFound = () => new ForgeError(404, 'Not Found')
/** 422 with a message, where GitHub names no field. */
export const unprocessable = (message: string) => new ForgeError(422, message)
export const invalid = (...errors: (FieldError | string)[]) => new ForgeError(422, 'Validation Failed', errors)
