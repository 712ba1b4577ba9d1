import type { InterfaceFilter } from '../../net/discovery/interfaces.ts'
import type { Settings } from '../settings.ts'

/** On which interfaces trackers announce themselves and are looked for; names or addresses with commas between. */
export function interfaceFilter(settings: Settings): InterfaceFilter {
  return {
    allow: listOf(settings.text('interfaces')),
    deny: listOf(settings.text('except-interfaces')),
  }
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '').split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]))
}
