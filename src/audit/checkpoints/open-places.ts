import type { AuditSettings } from '../../config/config.ts';
import type { CheckpointPlace } from './place.ts';
import { channelPlace, type PostText } from './places/channel.ts';
import { commandPlace } from './places/command.ts';
import { filePlace } from './places/file.ts';

/** Every place that the configuration names. `postTo` makes what posts to a channel. */
export function openPlaces(
  { file, command, channel }: AuditSettings['places'],
  env: Readonly<Record<string, string | undefined>>,
  postTo: (channelId: string) => PostText,
): readonly CheckpointPlace[] {
  return [
    ...(file === null ? [] : [filePlace(file)]),
    ...(command === null ? [] : [commandPlace(command, env)]),
    ...(channel === null ? [] : [channelPlace(channel, postTo(channel))]),
  ];
}
