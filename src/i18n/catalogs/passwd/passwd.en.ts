import type { PasswdTexts } from './passwd.ts'

export const passwdEn: PasswdTexts = {
  title: 'Change the password',
  current: 'Now',
  next: 'New',
  keys: 'Enter change it · Tab next field · Esc close',
  missing: 'Type the password of now, and the new one twice.',
  note: 'It counts everywhere from then on: at the tracker, here, and on your other machines at their next login.',
  done: 'The password is changed.',
}
