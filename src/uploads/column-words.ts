/** A header's cell for comparing: letters and digits only, so that "E-Mail Address" and "email_address" are one word. */
export function columnWord(cell: string): string {
  return cell
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]/gu, '')
    .normalize('NFC');
}

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/));

/** What columns are called in the files that directories, spreadsheets and personnel systems write. */
export const COLUMN_WORDS = {
  email: words(`
    email emails emailaddress emailaddresses mail mailaddress useremail primaryemail workemail userprincipalname upn
    emailadresse mailadresse courriel adresseemail adressemail correo correoelectronico correoelectrónico emailadres
    epost epostadress メール メールアドレス 邮箱 电子邮件 电子邮箱 이메일 почта электроннаяпочта
  `),
  account: words(`
    id user users userid username account accountid accountname wickrid wickruserid wickrusername login loginid member
    memberid uid person people identifier benutzer benutzername utilisateur usuario 用户 用户id 用户名
  `),
  firstName: words('firstname givenname forename first vorname prénom prenom nombre 名'),
  lastName: words('lastname surname familyname last nachname familienname nom nomdefamille apellido apellidos 姓'),
} as const;
