import { discoveryInterfaces, type InterfaceFilter } from '../../net/discovery/interfaces.ts'
import { isLoopback } from '../../net/own-addresses.ts'
import { checkFolder } from '../../store/process/folder-check.ts'
import { fine, note, wrong, type Finding } from '../finding.ts'

const MIB = 1_048_576
const NEARLY_FULL_BYTES = 256 * MIB
const COLUMNS_MIN = 40
const ROWS_MIN = 10

export interface TerminalFacts {
  readonly isTerminal: boolean
  readonly term: string
  /** Of the locale: LC_ALL, LC_CTYPE or LANG. */
  readonly locale: string
  readonly columns: number
  readonly rows: number
}

/** Whether the full screen fits this terminal. */
export function checkTerminal(facts: TerminalFacts): Finding {
  const { isTerminal, term, locale, columns, rows } = facts
  if (!isTerminal) return note('terminal-none')
  if (term === 'dumb' || term === '') return note('terminal-dumb')
  if (!/utf-?8/i.test(locale)) return wrong('terminal-not-utf8', { locale })
  if (columns < COLUMNS_MIN || rows < ROWS_MIN) return wrong('terminal-small', { columns, rows })
  return fine('terminal-fine', { term, columns, rows })
}

/** Whether the data folder takes files. */
export async function checkData(path: string): Promise<Finding> {
  const check = await checkFolder(path)
  if (check.status === 'refused') return wrong('folder-refused', { path, why: check.why })
  const values = { path, freeMib: Math.floor(check.freeBytes / MIB) }
  return check.freeBytes < NEARLY_FULL_BYTES
    ? wrong('folder-nearly-full', values)
    : fine('folder-writable', values)
}

/** On which networks this machine is. */
export function checkInterfaces(filter: InterfaceFilter): Finding {
  const outward = discoveryInterfaces(filter).filter(
    ({ ipv4, ipv6 }) => ![...ipv4, ...ipv6].every(isLoopback),
  )
  if (outward.length === 0) return wrong('interfaces-none')
  const list = outward.map(({ name, ipv4, ipv6 }) => `${name} ${[...ipv4, ...ipv6].join(' ')}`)
  return fine('interfaces', { list: list.join(', ') })
}
