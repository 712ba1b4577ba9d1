import type { ActContext } from '../commands/act-context.ts'
import type { KeyPress } from '../input/keys.ts'
import type { Overlay, OverlayKind } from '../ui/overlay.ts'
import type { ViewContext } from '../view/view-context.ts'
import { chatsOverlay } from './kinds/chats.ts'
import { confirmOverlay } from './kinds/confirm.ts'
import { createRoomOverlay } from './kinds/room/create-room.ts'
import { detailsOverlay } from './kinds/details.ts'
import { attachOverlay } from './kinds/files/attach.ts'
import { autoAcceptOverlay } from './kinds/files/auto-accept.ts'
import { sharesOverlay } from './kinds/files/shares.ts'
import { transfersOverlay } from './kinds/files/transfers.ts'
import { gotoOverlay } from './kinds/goto.ts'
import { helpOverlay } from './kinds/help.ts'
import { keyOverlay } from './kinds/key.ts'
import { loginOverlay } from './kinds/login.ts'
import { membersOverlay } from './kinds/members.ts'
import { passwdOverlay } from './kinds/passwd.ts'
import { roomsOverlay } from './kinds/rooms.ts'
import { trackersOverlay } from './kinds/trackers/trackers.ts'
import { verifyOverlay } from './kinds/verify/verify.ts'
import { auditOverlay } from './kinds/room/audit.ts'
import { joinRoomOverlay } from './kinds/room/join-room.ts'
import { manageOverlay } from './kinds/room/manage.ts'
import { offerOverlay } from './kinds/room/offer.ts'
import { pickOverlay } from './kinds/room/pick.ts'
import { settingOverlay } from './kinds/room/settings.ts'
import { successorOverlay } from './kinds/room/successor.ts'
import { typedConfirmOverlay } from './kinds/room/typed-confirm.ts'
import type { OverlayDefinition, OverlayView, Room } from './overlay-view.ts'

export function viewOverlay(overlay: Overlay, context: ViewContext, room: Room): OverlayView {
  return definitionOf(overlay).view(overlay, context, room)
}

export function pressInOverlay(overlay: Overlay, press: KeyPress, context: ActContext): void {
  definitionOf(overlay).press(overlay, press, context)
}

/** Without login there is nothing below to go back to. */
export function canClose(overlay: Overlay): boolean {
  return overlay.kind !== 'login' && overlay.kind !== 'register'
}

type OverlayTable = { readonly [K in OverlayKind['kind']]: OverlayDefinition<K> }

const OVERLAYS: OverlayTable = {
  login: loginOverlay,
  register: loginOverlay,
  goto: gotoOverlay,
  chats: chatsOverlay,
  rooms: roomsOverlay,
  create: createRoomOverlay,
  members: membersOverlay,
  help: helpOverlay,
  leave: confirmOverlay,
  logout: confirmOverlay,
  passwd: passwdOverlay,
  details: detailsOverlay,
  key: keyOverlay,
  trackers: trackersOverlay,
  verify: verifyOverlay,
  join: joinRoomOverlay,
  manage: manageOverlay,
  rename: settingOverlay,
  password: settingOverlay,
  'password-off': confirmOverlay,
  inactivity: settingOverlay,
  pick: pickOverlay,
  successor: successorOverlay,
  transfer: typedConfirmOverlay,
  offer: offerOverlay,
  delete: typedConfirmOverlay,
  purge: confirmOverlay,
  audit: auditOverlay,
  transfers: transfersOverlay,
  attach: attachOverlay,
  shares: sharesOverlay,
  'auto-accept': autoAcceptOverlay,
}

/** The table pairs every kind with its own definition, which the compiler cannot follow through an index. */
function definitionOf(overlay: Overlay): OverlayDefinition<OverlayKind['kind']> {
  return OVERLAYS[overlay.kind]
}
