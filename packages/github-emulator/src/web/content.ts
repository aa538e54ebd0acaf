/** What the pages show beyond what is in the world; given by whoever starts the emulator. */
export interface PageContent {
  /** Kinds of issues that have a button of their own; the last is the one people want most. */
  issueTemplates?: IssueTemplate[]
  /** Shown on the overview while no issue is pinned. */
  welcome?: { heading: string; text: string }
  /** What each role is for, by its name. */
  roles?: Record<string, string>
}

export interface IssueTemplate {
  /** In addresses, and the name of the repository's own form: `.github/ISSUE_TEMPLATE/NAME.yml`. */
  name: string
  /** The page's heading and the button's words, such as `New bug`. */
  heading: string
  /** What the title begins with. */
  title: string
  /** Shown in the empty text. */
  hint: string
  /** What the text begins with where there is no form. */
  body: string
  /** YAML of an issue form, for repositories that have none of their own. */
  form?: string | null
}
