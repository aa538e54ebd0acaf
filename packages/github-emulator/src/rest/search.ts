import { unprocessable } from '../domain/errors.ts'
import { searchIssues, searchRepositories } from '../domain/search.ts'
import { issueView } from '../views/issue.ts'
import { minimalRepoView } from '../views/repo.ts'
import { paged } from './pages.ts'
import { type Ask, type Router, route } from './router.ts'

/** Search in issues, pull requests and names of repositories; the other searches are not here. */
export function searchRoutes(router: Router): void {
  route(router, 'GET', '/search/issues', (ask) => {
    const [sort, order] = [ask.query('sort'), ask.query('order')]
    const hits = searchIssues(ask, wanted(ask), { ...(sort && { sort }), ...(order && { order }) })
    const items = paged(ask, hits).map(({ repo, issue }) => {
      const { closed_by: _, body, ...view } = issueView(ask.forge, repo, issue)
      return { ...view, ...(body !== null && { body }), score: 1 }
    })
    return { total_count: hits.length, incomplete_results: false, search_type: 'lexical', items }
  })
  route(router, 'GET', '/search/repositories', (ask) => {
    const repos = searchRepositories(ask, wanted(ask))
    const items = paged(ask, repos).map((repo) => ({ ...minimalRepoView(ask.forge, repo), score: 1 }))
    return { total_count: repos.length, incomplete_results: false, items }
  })
}

function wanted(ask: Ask): string {
  const query = ask.query('q') ?? ''
  if (query.trim() === '') throw unprocessable('Validation Failed')
  return query
}
