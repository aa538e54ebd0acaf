import type { RouteOptions } from './routes.ts'

/** REST at `/api/v3`. */
export function restHandler(options: RouteOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const { pathname } = new URL(request.url)
    options.onUnknown?.(request.method, pathname)
    return Response.json(
      { message: 'Not Found', documentation_url: 'https://docs.github.com/rest', status: '404' },
      { status: 404 },
    )
  }
}
