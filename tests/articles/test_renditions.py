"""Cuts of photos: sizes, focal points, bad files; killed and doubled jobs; what pages show."""

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from lxml import html
from PIL import Image

from articles import jobs, renditions
from articles.models import Photo
from articles.models.photos import cut_photo
from articles.renditions import RATIOS, WIDTHS, names, plan
from newsportal.management.commands import work
from tests import factories


def upload(picture: Image.Image, kind: str = "PNG", **options) -> ContentFile:
    """A picture as it comes from outside."""
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return ContentFile(stream.getvalue(), name="given")


def stored(photo: Photo, ratio: str, ending: str = "jpg", width: int = 0) -> Image.Image:
    """One cut as it lies in the storage."""
    width = width or photo.cuts[ratio][-1]
    with default_storage.open(f"{photo.cut_folder}/{ratio}-{width}.{ending}") as file:
        return Image.open(io.BytesIO(file.read())).convert("RGB")


def cut(**fields) -> Photo:
    """A photo that the job has been through."""
    photo = factories.make_photo(**fields)
    work.Desk().queue.run()
    photo.refresh_from_db()
    return photo


def is_there(*files: str) -> set[bool]:
    """Whether the files are in the storage: {True}, {False} or both."""
    return {default_storage.exists(name) for name in files}


# -- sizes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "widths"),
    [
        ((4000, 3000), {"16x9": [*WIDTHS], "4x3": [*WIDTHS], "1x1": [360, 720]}),
        ((3000, 4000), {"16x9": [*WIDTHS], "4x3": [360, 720], "1x1": [*WIDTHS]}),
        ((1600, 900), {"16x9": [*WIDTHS], "4x3": [360, 720], "1x1": [360, 720]}),
        (
            (1200, 900),
            {"16x9": [360, 720, 1080, 1200], "4x3": [360, 720, 1080, 1200], "1x1": [360, 720]},
        ),
        ((360, 1000), {"16x9": [360], "4x3": [360], "1x1": [360]}),
        ((64, 36), {"16x9": [64], "4x3": [48], "1x1": [36]}),
        ((1, 1), {"16x9": [1], "4x3": [1], "1x1": [1]}),
        ((5000, 2), {"16x9": [3], "4x3": [2], "1x1": [2]}),
    ],
)
def test_no_cut_is_larger_than_the_picture(size, widths):
    assert plan(*size) == widths
    for ratio, each in widths.items():
        assert max(each) <= size[0]
        assert renditions.height_of(ratio, max(each)) <= max(1, size[1])


@pytest.mark.django_db
def test_a_photo_is_cut_into_what_its_row_says():
    photo = cut(image=factories.picture_file(800, 600))
    assert photo.cuts == {"16x9": [360, 720, 800], "4x3": [360, 720, 800], "1x1": [360, 600]}
    files = names(photo.cut_folder, photo.cuts)
    assert len(files) == 8 * 3
    for ratio, widths in photo.cuts.items():
        for width in widths:
            for ending in renditions.ENCODERS:
                picture = stored(photo, ratio, ending, width)
                assert picture.size == (width, renditions.height_of(ratio, width))
    assert not photo.cut(), "it stands already"
    for kind, ending in (("AVIF", "avif"), ("WEBP", "webp"), ("JPEG", "jpg")):
        with default_storage.open(f"{photo.cut_folder}/1x1-360.{ending}") as file:
            assert Image.open(file).format == kind


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("focal", "expected"), [((0, 50), "red"), ((50, 50), "green"), ((100, 50), "blue")]
)
def test_the_focal_point_stays_even_at_the_edge(focal, expected):
    """Three fields side by side: the square holds the one under the point."""
    picture = Image.new("RGB", (900, 300))
    for place, colour in enumerate(("red", "green", "blue")):
        picture.paste(colour, (place * 300, 0, place * 300 + 300, 300))
    photo = cut(image=upload(picture), focal_x=focal[0], focal_y=focal[1])
    shown = stored(photo, "1x1").getpixel((150, 150))
    wanted = Image.new("RGB", (1, 1), expected).getpixel((0, 0))
    assert all(abs(a - b) < 40 for a, b in zip(shown, wanted, strict=True))


@pytest.mark.django_db
def test_transparent_pictures_stand_on_paper_and_turned_ones_upright():
    clear = cut(image=upload(Image.new("RGBA", (40, 40), (0, 0, 0, 0))))
    for ending in renditions.ENCODERS:
        assert min(stored(clear, "1x1", ending).getpixel((5, 5))) > 240
    sideways = Image.new("RGB", (80, 40), "white")
    sideways.paste("black", (0, 0, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = cut(image=upload(sideways, "JPEG", exif=exif), focal_y=0)
    assert (turned.width, turned.height) == (40, 80)
    assert max(stored(turned, "1x1").getpixel((20, 20))) < 60


@pytest.mark.django_db
def test_a_file_that_is_lost_or_spoilt_leaves_the_drawing_and_is_not_tried_again(caplog):
    lost, spoilt = factories.make_photo(), factories.make_photo()
    default_storage.delete(lost.image.name)
    with default_storage.open(spoilt.image.name, "wb") as file:
        file.write(b"RIFF____WEBPVP8 rubbish")
    work.Desk().queue.run()
    for photo in Photo.objects.all():
        assert photo.cut_in("16x9") is None
    assert caplog.text.count("cannot be cut") == 2
    assert Photo.objects.queue_uncut() == 0
    assert not DBTaskResult.objects.failed().exists()


@pytest.mark.django_db
def test_the_focal_point_lies_in_the_picture(client, editor):
    photo = factories.make_photo()
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.update(focal_x=101)
    client.force_login(editor)
    address = f"/admin/articles/photo/{photo.pk}/change/"
    words = {"alt_ar": "وصف", "credit_ar": "غرفة الأخبار"}
    answer = client.post(address, {**words, "focal_x": "130", "focal_y": "10"})
    assert answer.status_code == 200
    assert 'value="130"' in answer.content.decode()
    assert client.post(address, {**words, "focal_x": "0", "focal_y": "100"}).status_code == 302
    assert client.post(address, {**words, "focal_x": ""}).status_code == 302, "stays as it was"
    photo.refresh_from_db()
    assert (photo.focal_x, photo.focal_y) == (0, 100)


# -- jobs -----------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_new_point_or_picture_makes_new_cuts_and_the_old_files_go():
    photo = cut()
    first, original = names(photo.cut_folder, photo.cuts), photo.image.name
    photo.focal_x = 10
    photo.save()
    assert photo.cut_in("16x9"), "around the former point until there is a better one"
    work.Desk().queue.run()
    photo.refresh_from_db()
    second = names(photo.cut_folder, photo.cuts)
    assert set(first).isdisjoint(second)
    assert is_there(*first, *second) == {True}, "open pages still load the former ones"

    photo.image = factories.picture_file(50, 50)
    photo.save()
    assert photo.cut_in("16x9") is None, "those of another picture are not shown"
    work.Desk().queue.run()
    photo.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work.Desk().queue.run()
    assert is_there(*first, *second, original) == {False}
    assert is_there(*photo.files()) == {True}


@pytest.mark.django_db
@pytest.mark.parametrize("in_bulk", [True, False])
def test_the_files_of_a_deleted_photo_go(in_bulk):
    photo, other = cut(), cut()
    files = photo.files()
    Photo.objects.filter(pk=photo.pk).delete() if in_bulk else photo.delete()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work.Desk().queue.run()
    assert is_there(*files) == {False}
    assert is_there(*other.files()) == {True}


@pytest.mark.django_db
def test_a_job_killed_half_way_is_done_again_and_its_files_go(monkeypatch):
    photo = factories.make_photo(image=factories.picture_file(400, 300))
    written = []

    def die(name, content):
        if len(written) == 5:
            raise SystemExit  # what a signal makes of a worker
        written.append(name)
        return kept(name, content)

    kept = default_storage.save
    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", die)
        with pytest.raises(SystemExit):
            photo.cut()
    photo.refresh_from_db()
    assert photo.cut_for == ""
    assert is_there(*written) == {True}
    work.Desk().queue.run()
    photo.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work.Desk().queue.run()
    assert is_there(*written) == {False}
    assert is_there(*photo.files()) == {True}


@pytest.mark.django_db
def test_two_workers_at_once_leave_one_set_of_files():
    photo = factories.make_photo()
    slow, fast = Photo.objects.get(pk=photo.pk), Photo.objects.get(pk=photo.pk)
    assert fast.cut()
    assert not slow.cut(), "somebody was faster"
    photo.refresh_from_db()
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        work.Desk().queue.run()
    sweeps = DBTaskResult.objects.filter(task_path=jobs.clear.module_path)
    planned = {name for job in sweeps for name in job.args_kwargs["args"][0]}
    left = {name for name in planned if default_storage.exists(name)}
    assert left == set(names(photo.cut_folder, photo.cuts))


@pytest.mark.django_db
def test_a_picture_that_changes_while_it_is_cut_is_cut_again():
    photo = factories.make_photo()
    begun = Photo.objects.get(pk=photo.pk)
    Photo.objects.filter(pk=photo.pk).update(focal_y=80)
    assert not begun.cut()
    photo.refresh_from_db()
    assert photo.cut_for == ""


@pytest.mark.django_db
def test_the_tick_queues_what_a_crash_or_an_update_left():
    photo, other = cut(), cut()
    DBTaskResult.objects.all().delete()
    assert Photo.objects.queue_uncut() == 0
    Photo.objects.filter(pk=photo.pk).update(focal_x=7)
    assert [*Photo.objects.uncut()] == [photo]
    assert Photo.objects.queue_uncut() == 1
    assert Photo.objects.queue_uncut() == 0, "a job waits for it already"
    assert jobs.waiting(cut_photo) == {photo.pk}
    call_command("work", "--once")
    photo.refresh_from_db()
    assert photo.cut_for == photo.cut_wanted
    assert Photo.objects.get(pk=other.pk).cut_folder == other.cut_folder


@pytest.mark.django_db
def test_a_storage_that_is_away_costs_a_try_and_nothing_else(monkeypatch):
    photo = factories.make_photo()

    def away(*_args):
        raise OSError("no route to the storage")

    with monkeypatch.context() as patch:
        patch.setattr(default_storage, "save", away)
        work.Desk().queue.run()
    assert DBTaskResult.objects.failed().count() == 1
    call_command("work", "--once")  # the tick queues it again
    photo.refresh_from_db()
    assert is_there(*photo.files()) == {True}


@pytest.mark.django_db
def test_photos_do_not_keep_mail_waiting():
    factories.make_photo()
    cut_job = DBTaskResult.objects.get()
    assert cut_job.priority < 0
    desk = work.Desk()
    factories.make_photo()
    assert desk.queue.run_due(seconds=0) is True, "one job, and a look at the mail"
    assert desk.queue.run_due(seconds=60) is False


# -- pages ----------------------------------------------------------------------------------------


def pictures_of(page: str) -> list:
    """The `<picture>` elements of a page."""
    return html.fromstring(page).xpath("//main//picture")


@pytest.mark.django_db
def test_pages_show_the_drawing_until_the_photo_is_cut_then_every_format(client):
    photo = factories.make_photo(
        image=factories.picture_file(1600, 900), caption_ar="الباخرة", focal_x=33
    )
    story = factories.make_published(photo=photo)
    addresses = (story.get_absolute_url(), "/", story.section.get_absolute_url())
    for address in addresses:
        page = client.get(address).content.decode()
        assert "photo--drawn" in page
        assert not pictures_of(page)
        assert photo.image.url not in page
    work.Desk().queue.run()
    for address in addresses:
        page = client.get(address).content.decode()
        [picture] = pictures_of(page)
        assert [each.get("type") for each in picture.xpath(".//source")] == [
            "image/avif", "image/webp",
        ]  # fmt: skip
        [image] = picture.xpath(".//img")
        width, height = int(image.get("width")), int(image.get("height"))
        assert abs(width * 9 - height * 16) < 16
        assert image.get("alt") == "مشهد من المرفأ"
        assert "focus-x-3" in image.get("class")
        is_first = address != addresses[2]
        assert (image.get("fetchpriority") == "high") is is_first
        assert (image.get("loading") == "lazy") is not is_first
        for each in picture.xpath(".//*[@srcset]"):
            assert each.get("sizes")
            for candidate in each.get("srcset").split(", "):
                url, shown = candidate.split()
                answer = client.get(url)
                with Image.open(io.BytesIO(b"".join(answer))) as file:
                    assert shown == f"{file.width}w"
    assert "الباخرة" in client.get(addresses[0]).content.decode()


@pytest.mark.django_db
def test_upright_and_square_photos_are_not_cut_to_a_strip(client):
    for size, ratio in (((900, 1600), "1x1"), ((1600, 900), "16x9"), ((1200, 900), "4x3")):
        photo = Photo(width=size[0], height=size[1])
        assert photo.nearest_ratio == ratio
    assert set(RATIOS) == {"16x9", "4x3", "1x1"}


@pytest.mark.django_db
def test_the_form_shows_the_point_and_the_cuts(client, editor):
    client.force_login(editor)
    page = client.get("/admin/articles/photo/add/").content.decode()
    assert "data-focal" in page
    photo = factories.make_photo()
    address = f"/admin/articles/photo/{photo.pk}/change/"
    before = html.fromstring(client.get(address).content.decode())
    assert len(before.xpath("//*[@data-focal-wait]")) == 3
    work.Desk().queue.run()
    after = html.fromstring(client.get(address).content.decode())
    shown = [each.get("src") for each in after.xpath("//*[@data-focal-cut]")]
    assert len(shown) == 3
    assert {client.get(url).status_code for url in shown} == {200}
    for name in ("focal_x", "focal_y"):
        [field] = after.xpath(f"//*[@id='id_{name}']")
        assert field.get("inputmode") == "numeric"
