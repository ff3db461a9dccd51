/** How a person was named, once mentions have become e-mails. One lookup may match several accounts: that is for the domain to refuse. */
export type Lookup =
  | { readonly by: 'email'; readonly email: string }
  | { readonly by: 'id'; readonly id: string }
  /** By another of the directory's own types of identifier: `phone`. `value` as the type has read it. */
  | { readonly by: 'name'; readonly type: string; readonly value: string };
