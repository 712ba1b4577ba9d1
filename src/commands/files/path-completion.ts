import { sep } from 'node:path'

/** What choosing a path at the keyboard needs of the machine. */
export interface Paths {
  /** The person's own folder, which `~` stands for. */
  readonly home: string
  /** What is in a folder; nothing when it cannot be read. */
  list(folder: string): Promise<readonly PathEntry[]>
}

export interface PathEntry {
  readonly name: string
  readonly isFolder: boolean
}

/** What may follow a typed path. */
export interface PathChoices {
  /** What was typed up to the last separator. */
  readonly folder: string
  /** Sorted, folders first. */
  readonly entries: readonly PathEntry[]
}

/** A path as people type, paste or drop it: with `~`, in quotes, or with spaces behind backslashes. */
export function readPath(typed: string, home: string): string {
  const text = typed.trim()
  const quoted = /^(['"])(.*)\1$/s.exec(text)?.[2]
  const plain = quoted ?? (sep === '/' ? text.replaceAll(/\\([\s'"()&\\])/g, '$1') : text)
  return expandHome(plain, home)
}

/** The path with `~` for the person's own folder. */
export function shortenPath(path: string, home: string): string {
  if (home.length < 2 || !path.startsWith(home)) return path
  const rest = path.slice(home.length)
  return rest === '' || rest.startsWith(sep) ? `~${rest}` : path
}

/** What could stand where the last name of `typed` stands; hidden names only once their dot is typed. */
export async function choicesFor(typed: string, paths: Paths): Promise<PathChoices> {
  const { folder, start } = splitPath(typed)
  const found = await paths.list(folder === '' ? '.' : expandHome(folder, paths.home))
  const visible = found.filter(
    // A name that no keyboard types cannot be completed.
    ({ name }) => !/\p{Cc}/u.test(name) && (start.startsWith('.') || !name.startsWith('.')),
  )
  const exact = visible.filter(({ name }) => name.startsWith(start))
  const lower = start.toLowerCase()
  const matching =
    exact.length > 0 ? exact : visible.filter(({ name }) => name.toLowerCase().startsWith(lower))
  return { folder, entries: matching.toSorted(byKindAndName) }
}

/** The typed path as far as it is certain, and what could follow when several things could. */
export function completePath(
  typed: string,
  { folder, entries }: PathChoices,
): { readonly text: string; readonly options: readonly string[] } {
  const [first, ...rest] = entries
  if (first === undefined) return { text: typed, options: [] }
  if (rest.length === 0) return { text: pathOf(folder, first), options: [] }
  const common = entries.map(({ name }) => name).reduce(commonStart)
  const text = folder + common
  return {
    text: text.length >= typed.length ? text : typed,
    options: entries.map((entry) => pathOf('', entry)),
  }
}

/** An entry behind its folder; folders end with a separator, so that one can go on. */
export function pathOf(folder: string, { name, isFolder }: PathEntry): string {
  return `${folder}${name}${isFolder ? sep : ''}`
}

function splitPath(typed: string): { folder: string; start: string } {
  if (typed === '~') return { folder: `~${sep}`, start: '' }
  const end = Math.max(typed.lastIndexOf('/'), typed.lastIndexOf(sep)) + 1
  return { folder: typed.slice(0, end), start: typed.slice(end) }
}

/** Only `~`, for a name that was chosen and means exactly what it says. */
export function expandHome(path: string, home: string): string {
  return /^~(?=$|[/\\])/.test(path) ? `${home}${path.slice(1)}` : path
}

function byKindAndName(a: PathEntry, b: PathEntry): number {
  return Number(b.isFolder) - Number(a.isFolder) || (a.name < b.name ? -1 : 1)
}

function commonStart(a: string, b: string): string {
  let length = 0
  while (length < a.length && a[length] === b[length]) length++
  return a.slice(0, length)
}
