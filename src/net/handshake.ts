import {
  HandshakeMessageSchema,
  type HandshakeMessage,
} from '../protocol/wire/handshake-message.ts'
import type { Hello } from '../protocol/wire/hello.ts'
import { parseStrictJson } from '../protocol/strict-json.ts'
import { ChatError, isChatErrorCode, ProtocolError } from '../shared/errors.ts'
import type { FrameLink } from './link/frame-link.ts'
import type { ProvedIdentity } from './tls-facts.ts'

export interface Introduction {
  readonly identity: ProvedIdentity
  /** What this side says of itself; made when it is needed, since heads and names move on. */
  readonly hello: () => Hello
  /** Refuses by throwing a ChatError or ProtocolError; nothing more was said to the other side than our hello. */
  readonly admit: (hello: Hello) => void
}

/** The accepting side. Says hello first: a dialler's TLS is ready before its certificate was judged here. */
export async function welcome(
  link: FrameLink,
  { identity, hello, admit }: Introduction,
): Promise<Hello> {
  const ours = hello()
  link.send(ours)
  const theirs = await readHello(link, identity)
  const version = commonVersion(ours, theirs)
  admit(theirs)
  await readReady(link, version)
  link.send({ kind: 'ready', version })
  return theirs
}

/** The dialling side. Says nothing until it has heard the other's hello and believes it. */
export async function introduce(
  link: FrameLink,
  { identity, hello, admit }: Introduction,
): Promise<Hello> {
  const theirs = await readHello(link, identity)
  const ours = hello()
  const version = commonVersion(ours, theirs)
  admit(theirs)
  link.send(ours)
  link.send({ kind: 'ready', version })
  await readReady(link, version)
  return theirs
}

async function readHello(link: FrameLink, identity: ProvedIdentity): Promise<Hello> {
  const hello = await readMessage(link)
  if (hello.kind !== 'hello') throw new ProtocolError('NOT_READY', hello.kind)
  if (hello.kid !== identity.kid)
    throw new ProtocolError('WRONG_IDENTITY', 'hello is not by the key of TLS')
  return hello
}

async function readReady(link: FrameLink, version: number): Promise<void> {
  const ready = await readMessage(link)
  if (ready.kind !== 'ready') throw new ProtocolError('NOT_READY', ready.kind)
  if (ready.version !== version) throw new ProtocolError('NO_COMMON_VERSION', String(ready.version))
}

function commonVersion(ours: Hello, theirs: Hello): number {
  const common = ours.versions.filter((version) => theirs.versions.includes(version))
  if (common.length === 0) throw new ProtocolError('NO_COMMON_VERSION', theirs.versions.join())
  return Math.max(...common)
}

async function readMessage(link: FrameLink): Promise<HandshakeMessage> {
  const { header, body } = await link.read()
  const message = parseStrictJson(HandshakeMessageSchema, header)
  if (body.length > 0) throw new ProtocolError('BAD_MESSAGE', 'body before ready')
  if (message.kind !== 'error') return message
  link.close('ended')
  throw refusal(message.code, message.retryAfterMs)
}

/** What the other side would not have, so that the one who dialled hears why. */
function refusal(code: string, retryAfterMs: number | null): ChatError {
  if (code === 'NO_COMMON_VERSION') return new ChatError('VERSION_MISMATCH')
  if (!isChatErrorCode(code)) return new ChatError('CONNECTION_LOST', { subject: code })
  return new ChatError(code, retryAfterMs === null ? {} : { retryAfterMs })
}
