import type { PasswdTexts } from './passwd.ts'

export const passwdPtBr: PasswdTexts = {
  title: 'Trocar a senha',
  current: 'Atual',
  next: 'Nova',
  keys: 'Enter troca · Tab próximo campo · Esc fecha',
  missing: 'Digite a senha atual e a nova duas vezes.',
  note: 'Ela passa a valer em toda parte: no tracker, aqui e nas suas outras máquinas, na próxima entrada.',
  done: 'A senha foi trocada.',
}
