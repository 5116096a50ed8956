import { defineConfig } from "html-validate";

export default defineConfig({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // Several checkboxes of one name are one question with several answers.
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "button", "reset", "submit"] }],
    // The title of a partner's page is the name of the partner, however long.
    "long-title": "off",
    // A button without a type sends its form, by the standard; every one of ours without a type is meant to.
    "no-implicit-button-type": "off",
    // Templates leave spaces at the ends of lines where they print nothing.
    "no-trailing-whitespace": "off",
    // A table that scrolls by itself is a region, yet no <section>: the Nu checker wants a heading in each of those.
    "prefer-native-element": ["error", { exclude: ["region"] }],
    // Ids name fields by their path, as in "organization.website".
    "valid-id": ["error", { relaxed: true }],
  },
});
