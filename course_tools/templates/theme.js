// Dark or light as the hall wants it, whatever the machine says: ?dark or ?light in the address, and a key.

const theme = new URLSearchParams(location.search);
const machineIsDark = matchMedia("(prefers-color-scheme: dark)");
const isDark = () => theme.has("dark") || (!theme.has("light") && machineIsDark.matches);
const darkRules = new Set(); // the rules that ask the machine

/** Let the rules for dark machines hold, or not, as is wanted here. */
function applyTheme() {
  if (!theme.has("dark") && !theme.has("light")) return;
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSMediaRule && /prefers-color-scheme: *dark/.test(rule.media.mediaText)) darkRules.add(rule);
    }
  }
  for (const rule of darkRules) rule.media.mediaText = isDark() ? "all" : "not all";
  document.documentElement.style.colorScheme = isDark() ? "dark" : "light";
}

/** The other of the two; the address keeps it. */
function switchTheme() {
  const wanted = isDark() ? "light" : "dark";
  theme.delete("dark");
  theme.delete("light");
  theme.set(wanted, "");
  history.replaceState(null, "", `?${theme.toString().replace(/=(?=&|$)/g, "")}${location.hash}`);
  applyTheme();
}

applyTheme();
document.addEventListener("live-figures-drawn", applyTheme); // which bring style sheets of their own
