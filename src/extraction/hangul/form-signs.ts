/** A box to tick with its caption. */
export function checkBox(caption: string, isOn: boolean): string {
  return `${isOn ? '☑' : '☐'} ${caption}`.trimEnd();
}

/** A button of which one of a group is pressed. */
export function radioButton(caption: string, isOn: boolean): string {
  return `${isOn ? '◉' : '○'} ${caption}`.trimEnd();
}
