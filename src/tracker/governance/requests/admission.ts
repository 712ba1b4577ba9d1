import { decodeParts, encodeParts } from '../../../protocol/parts.ts'
import { SealedProofSchema } from '../../../protocol/records.ts'
import { ADMISSION_PROOFS_MAX } from '../../../protocol/limits.ts'
import { encodeJson, parseStrictJson } from '../../../protocol/strict-json.ts'
import { ChatError } from '../../../shared/errors.ts'
import type { TrackerHandler } from '../../tracker-context.ts'

/** Keeps a wish and tells the members who are online that it is there. */
export const admissionWait: TrackerHandler<'admission.wait'> = async (request, tracker) => {
  const { params, body, connection } = request
  const { chat, generation, request: signed } = params
  const proofs = decodeParts(body, ADMISSION_PROOFS_MAX).map((part) =>
    parseStrictJson(SealedProofSchema, part),
  )
  const view = tracker.rooms.get(chat)?.log.view()
  if (view === undefined) throw new ChatError('UNKNOWN_ROOM')
  if (view.banned.has(connection.kid)) throw new ChatError('BANNED')
  const asker = connection.kid
  const wish = { chat, asker, generation, request: signed, proofs, at: tracker.now() }
  await tracker.governance.wishes.put(wish)
  for (const { to } of proofs) {
    if (!view.members.has(to)) continue
    tracker.sessions.online(to)?.connection.notify('admission.waiting', { chat })
  }
  return { result: {} }
}

export const admissionWithdraw: TrackerHandler<'admission.withdraw'> = async (request, tracker) => {
  await tracker.governance.wishes.withdraw(request.params.chat, request.connection.kid)
  return { result: {} }
}

export const admissionList: TrackerHandler<'admission.list'> = async (request, tracker) => {
  const { kid } = request.connection
  const parts = tracker.governance.wishes
    .for(kid)
    .flatMap(({ chat, asker, generation, request: signed, proofs }) =>
      proofs
        .filter(({ to }) => to === kid)
        .map((proof) => encodeJson({ chat, asker, generation, request: signed, proof })),
    )
  return { result: {}, body: encodeParts(parts) }
}

export const admissionRefuse: TrackerHandler<'admission.refuse'> = async (request, tracker) => {
  const { params, connection } = request
  const { chat, asker } = params
  if (await tracker.governance.wishes.refuse(chat, asker, connection.kid)) {
    tracker.sessions.online(asker)?.connection.notify('admission.refused', { chat })
  }
  return { result: {} }
}
