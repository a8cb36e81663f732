# A formula for a tap: brew tap readerapp/tap, then brew install readerapp.
#
# Dependencies come from requirements.lock of the same version, by their hashes: what Homebrew
# installs is what the tests saw. homebrew-core asks for a resource of each package instead, which
# `brew update-python-resources` writes.
#
# Tried here: the syntax (ruby -c), and version, address and licence against pyproject.toml, by
# tests/project/test_packages.py; the commands of `install`, in a virtual environment on Linux.
# Not tried: brew itself, and macOS. There run, from a checkout:
#   brew install --build-from-source --formula packaging/homebrew/readerapp.rb
#   brew test readerapp; brew audit --formula readerapp
class Readerapp < Formula
  include Language::Python::Virtualenv

  desc "Read closely in a terminal: mark, write notes, tag who said what"
  homepage "https://github.com/readerapp/readerapp"
  url "https://github.com/readerapp/readerapp.git", tag: "v0.2.0"
  license "MIT"
  head "https://github.com/readerapp/readerapp.git", branch: "main"

  depends_on "python@3.13"

  # The libraries inside wheels are found by their own paths, which Homebrew must not change.
  preserve_rpath

  def install
    virtualenv_create(libexec, "python3.13", system_site_packages: false, without_pip: false)
    pip = [libexec/"bin/python", "-m", "pip", "--disable-pip-version-check", "install", "--no-deps"]
    system(*pip, "--require-hashes", "-r", "requirements.lock")
    system(*pip, "--no-build-isolation", ".")
    bin.install_symlink libexec/"bin/readerapp"
    man1.install_symlink libexec/"share/man/man1/readerapp.1"
  end

  test do
    assert_equal "readerapp #{version}", shell_output("#{bin}/readerapp --version").chomp
    (testpath/"a.txt").write("The ferry waits for nobody.\n")
    system bin/"readerapp", "add", "a.txt", "--quote", "waits for nobody"
    assert_match "waits for nobody", shell_output("#{bin}/readerapp list a.txt")
  end
end
