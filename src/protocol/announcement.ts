import * as v from 'valibot'
import { TrackerIdSchema } from './ids.ts'
import { sanitizeName } from './text/sanitize.ts'

/** DNS-SD service type of a tracker (RFC 6763 §7). */
export const SERVICE_TYPE = '_chatp2p._tcp.local'
/** A tracker's name, as it announces itself. */
const NAME_LENGTH_MAX = 48

/** What a tracker says of itself on the network, the strings of its TXT record. All of it is a hint: its key decides. */
const AnnouncementSchema = v.object({
  id: TrackerIdSchema,
  name: v.pipe(
    v.string(),
    v.maxLength(255),
    v.transform((name) => shorten(sanitizeName(name))),
    v.minLength(1),
  ),
})
export type Announcement = v.InferOutput<typeof AnnouncementSchema>

/** Strings of a TXT record (RFC 6763 §6.3). */
export function encodeAnnouncement({ id, name }: Announcement): readonly string[] {
  return ['txtvers=1', `id=${id}`, `name=${shorten(name)}`]
}

/** Opposite of `encodeAnnouncement`; undefined for what is none. Unknown keys mean nothing. */
export function decodeAnnouncement(strings: readonly string[]): Announcement | undefined {
  const pairs = strings.flatMap((text): [string, string][] => {
    const at = text.indexOf('=')
    return at > 0 ? [[text.slice(0, at).toLowerCase(), text.slice(at + 1)]] : []
  })
  // The first of several counts (RFC 6763 §6.4).
  const parsed = v.safeParse(AnnouncementSchema, Object.fromEntries(pairs.toReversed()))
  return parsed.success ? parsed.output : undefined
}

function shorten(name: string): string {
  return [...name].slice(0, NAME_LENGTH_MAX).join('')
}
